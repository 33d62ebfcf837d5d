/** Bus options with every default filled in. */
import { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
import { BusError } from './errors.ts';
import type { BusOptions } from './options.ts';

export type ResolvedBusOptions = Required<BusOptions>;

const GUARANTEES: readonly string[] = ['at-most-once', 'at-least-once', 'exactly-once'];

const defaults: Omit<ResolvedBusOptions, 'freezePayloads' | 'clock' | 'random'> = {
  guarantee: 'at-most-once',
  publishTimeoutMs: 5_000,
  requestTimeoutMs: 5_000,
  drainTimeoutMs: 10_000,
  ringSize: 65_536,
  queueSizeMax: 10_000,
  payloadBytesMax: 1_048_576,
  payloadDepthMax: 64,
  historyCountMax: 1_000,
  historyTtlSeconds: 86_400,
  deadLettersMax: 1_000,
  dedupeWindowMs: 600_000,
  dedupeCountMax: 100_000,
  latestKeysMax: 100_000,
};

/** @throws BusError `BUS_CONFIG_INVALID` for an unknown option, a wrong type, or a number below 1 (0 turns history off) */
export function resolveBusOptions(options: BusOptions): ResolvedBusOptions {
  const clock: Clock = options.clock ?? systemClock;
  const random: Random = options.random ?? systemRandom;
  const freezePayloads = options.freezePayloads ?? process.env['NODE_ENV'] !== 'production';
  const resolved: ResolvedBusOptions = { ...defaults, ...options, freezePayloads, clock, random };
  for (const [name, value] of Object.entries(resolved)) assertOption(name, value);
  return resolved;
}

function assertOption(name: string, value: unknown): void {
  if (name === 'guarantee') {
    if (typeof value !== 'string' || !GUARANTEES.includes(value))
      throw refused(name, `one of ${GUARANTEES.join(', ')}`);
    return;
  }
  if (!(name in defaults)) {
    if (name !== 'freezePayloads' && name !== 'clock' && name !== 'random')
      throw refused(name, 'an option that exists');
    return;
  }
  const least = name === 'historyCountMax' ? 0 : 1;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least)
    throw refused(name, `an integer from ${least}`);
}

function refused(name: string, expected: string): BusError {
  return new BusError('BUS_CONFIG_INVALID', `${name} is ${expected}`, { details: { option: name } });
}
