import { describe, expect, it, vi } from 'vitest';
import { BusEvents } from '../src/events.ts';

const event = { group: 'a/b' };

describe('status events', () => {
  it('reach their listeners until they are taken off', () => {
    const events = new BusEvents();
    const seen: unknown[] = [];
    const listener = (what: unknown): void => void seen.push(what);
    events.on('breaker-open', listener);
    events.emit('breaker-open', event);
    events.off('breaker-open', listener);
    events.emit('breaker-open', event);
    expect(seen).toEqual([event]);
  });

  it('reach a listener for once only once', () => {
    const events = new BusEvents();
    let calls = 0;
    events.once('breaker-open', () => calls++);
    events.emit('breaker-open', event);
    events.emit('breaker-open', event);
    expect(calls).toBe(1);
  });

  it('reach the other listeners when one throws, and who threw is told once', () => {
    const events = new BusEvents();
    const errors: unknown[] = [];
    let calls = 0;
    events.on('listener-error', (failure) => errors.push(failure));
    events.on('breaker-open', () => {
      throw new TypeError('mine');
    });
    events.on('breaker-open', () => calls++);
    events.emit('breaker-open', event);
    events.emit('breaker-open', event);
    expect(calls).toBe(2);
    expect(errors).toEqual([{ event: 'breaker-open', error: new TypeError('mine') }]);
  });

  it('tell of a listener whose promise is rejected', async () => {
    const events = new BusEvents();
    const errors: unknown[] = [];
    events.on('listener-error', ({ error }) => errors.push(error));
    events.on('breaker-open', () => Promise.reject(new TypeError('later')));
    events.emit('breaker-open', event);
    await new Promise(setImmediate);
    expect(errors).toEqual([new TypeError('later')]);
  });

  it('warn of a failed listener where nobody listens to that', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const events = new BusEvents();
    events.on('breaker-open', () => {
      throw new TypeError('mine');
    });
    events.emit('breaker-open', event);
    expect(warn.mock.calls[0]?.[0]).toContain("a listener of 'breaker-open' failed: TypeError: mine");
    warn.mockRestore();
  });

  it('say whether anybody listened', () => {
    const events = new BusEvents();
    expect(events.emit('breaker-open', event)).toBe(false);
    events.on('breaker-open', () => undefined);
    expect(events.emit('breaker-open', event)).toBe(true);
  });
});
