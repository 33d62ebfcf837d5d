import { describe, expect, it } from 'vitest';
import type { HealthCheck } from '../src/options.ts';
import { connectNotes, contract, testBus } from './support/bus.ts';

const never = (): Promise<'healthy'> => new Promise(() => undefined);

async function run(health: HealthCheck) {
  const fixture = testBus({ healthIntervalMs: 10_000 });
  const notes = await connectNotes(fixture.bus, contract('notes.note'), { health });
  notes.ready();
  const status = (): string | undefined => fixture.bus.modules()[0]?.status;
  return { ...fixture, notes, status };
}

describe('a health check that was given at connect', () => {
  it('is asked at every interval', async () => {
    let asked = 0;
    const { clock } = await run(() => {
      asked++;
      return undefined;
    });
    await clock.advance(9_999);
    expect(asked).toBe(0);
    await clock.advance(20_001);
    expect(asked).toBe(3);
  });

  it.each<[answer: string, check: HealthCheck, statuses: string[]]>([
    ['healthy', () => 'healthy', ['healthy', 'healthy']],
    ['nothing', () => undefined, ['healthy', 'healthy']],
    ['degraded', async () => await Promise.resolve('degraded' as const), ['degraded', 'degraded']],
    ['unhealthy', () => 'unhealthy', ['degraded', 'unhealthy']],
    ['a throw', () => Promise.reject(new TypeError('down')), ['degraded', 'unhealthy']],
    ['no answer', never, ['degraded', 'degraded']],
  ])('moves the status of its module: %s', async (_answer, check, statuses) => {
    const { clock, status } = await run(check);
    const seen = [];
    for (const _interval of statuses) {
      await clock.advance(10_000 + (seen.length === 0 ? 6_000 : 0));
      seen.push(status());
    }
    expect(seen).toEqual(statuses);
  });

  it('that never answers makes its module unhealthy when it was silent for staleAfterMs', async () => {
    const { clock, status } = await run(never);
    await clock.advance(100_000);
    expect(status()).toBe('unhealthy');
  });

  it('ends with its connection', async () => {
    let asked = 0;
    const { clock, notes } = await run(() => {
      asked++;
      return 'healthy';
    });
    await notes.close();
    await clock.advance(60_000);
    expect(asked).toBe(0);
  });

  it('leaves no timer when the bus closes', async () => {
    const { bus, clock } = await run(never);
    await clock.advance(10_500);
    await bus.close();
    await clock.advance(10_000);
    expect(clock.timerCount).toBe(0);
  });
});
