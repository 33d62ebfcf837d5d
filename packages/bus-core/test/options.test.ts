import { describe, expect, it } from 'vitest';
import { resolveBusOptions } from '../src/bus-options.ts';
import type { BusError } from '../src/errors.ts';
import { createBus } from '../src/index.ts';
import { checkOptions, nearestName } from '../src/option-check.ts';
import { busOptions, subscribeOptions } from '../src/option-table.ts';
import { publishOptions } from '../src/option-table-publish.ts';
import type { BusOptions } from '../src/options.ts';
import { SharedLog, sharedLogBus } from '../src/testing/shared-log/index.ts';
import { VirtualClock } from '../src/virtual-clock.ts';

function refusal(options: object, table = subscribeOptions): BusError {
  try {
    checkOptions(options, { table, where: 'here' });
  } catch (error) {
    return error as BusError;
  }
  throw new TypeError('nothing was refused');
}

describe('options of a bus', () => {
  it('are filled from the table', () => {
    const resolved = resolveBusOptions({ queueSizeMax: 5 });
    expect(resolved.queueSizeMax).toBe(5);
    expect(resolved.ringSize).toBe(busOptions.ringSize.default);
    expect(Object.keys(resolved).toSorted()).toEqual(Object.keys(busOptions).toSorted());
  });

  it('that are undefined count as not given', () => {
    const given = { queueSizeMax: undefined } as unknown as BusOptions; // what plain JavaScript may pass
    expect(resolveBusOptions(given).queueSizeMax).toBe(10_000);
  });

  it('may turn history off with 0', () => {
    expect(resolveBusOptions({ historyCountMax: 0 }).historyCountMax).toBe(0);
  });
});

describe('durable: true', () => {
  it('is refused where what is accepted ends with the process', () => {
    expect(() => createBus({ durable: true })).toThrow(expect.objectContaining({ code: 'BUS_CAPABILITY_MISSING' }));
  });

  it('is taken where the transport keeps it', async () => {
    const clock = new VirtualClock();
    const { bus } = sharedLogBus(new SharedLog({ clock }), { durable: true });
    await bus.ready;
    await bus.close();
  });
});

describe('an option that is refused', () => {
  it('is named with what would be accepted and what was given', () => {
    const error = refusal({ concurrency: 0 });
    expect(error.code).toBe('BUS_CONFIG_INVALID');
    expect(error.message).toBe('here: concurrency is an integer from 1 to 10000, not 0');
    expect(error.details).toEqual({ options: ['concurrency'] });
  });

  it('is named together with every other one', () => {
    const error = refusal({ concurrency: 1.5, order: 'stric', retry: { delayMs: -1, delay: 3 } });
    expect(error.details['options']).toEqual(['concurrency', 'order', 'retry.delayMs', 'retry.delay']);
  });

  it('is named with the nearest name where it does not exist', () => {
    expect(refusal({ concurency: 1 }).message).toBe("here: there is no option 'concurency'; did you mean concurrency?");
    expect(refusal({ ackTimeoutMS: 1 }).message).toContain('did you mean ackTimeoutMs?');
    expect(refusal({ zebra: 1 }).message).toBe("here: there is no option 'zebra'");
  });

  it.each([
    ['breaker', 'on'],
    ['breaker', { failureRateMax: 0 }],
    ['retry', []],
    ['filter', { priorities: ['urgent'] }],
    ['filter', { where: true }],
    ['name', ''],
    ['ackTimeoutMs', 2 ** 31],
    ['ackTimeoutMs', Number.NaN],
    ['toString', 1],
  ])('is %s: %j', (name, value) => {
    expect(refusal({ [name]: value }).details['options']).toHaveLength(1);
  });

  it('is a header that is no text', () => {
    expect(() => checkOptions({ headers: { a: 1 } }, { table: publishOptions, where: 'publish' })).toThrow(
      'headers is an object of texts',
    );
  });
});

describe('options that are accepted', () => {
  it.each([
    { breaker: 'off' },
    { breaker: { failureRateMax: 1 } },
    { retry: { backoff: 'fixed', delayMs: 0 } },
    { filter: { topics: ['user.*'], priorities: ['high'], where: () => true } },
    { name: undefined },
  ])('are %j', (options) => {
    expect(() => checkOptions(options, { table: subscribeOptions, where: 'here' })).not.toThrow();
  });
});

describe('the nearest name', () => {
  it('is none where nothing is near', () => {
    expect(nearestName('x', ['concurrency', 'order'])).toBeUndefined();
  });

  it('is the one with the fewest changes', () => {
    expect(nearestName('sizeMx', ['sizeMin', 'sizeMax'])).toBe('sizeMax');
  });
});
