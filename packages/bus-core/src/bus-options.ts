/** Bus options with every default filled in. */
import { systemClock, systemRandom } from './clock.ts';
import { checkOptions, defaultsOf } from './option-check.ts';
import { busOptions } from './option-table.ts';
import type { BusOptions } from './options.ts';

export type ResolvedBusOptions = Required<BusOptions>;

/** @throws BusError `BUS_CONFIG_INVALID`, one for all that is wrong */
export function resolveBusOptions(options: BusOptions): ResolvedBusOptions {
  checkOptions(options, { table: busOptions, where: 'createBus' });
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved = {
    ...defaultsOf(busOptions),
    freezePayloads: process.env['NODE_ENV'] !== 'production',
    clock: systemClock,
    random: systemRandom,
    ...given,
  };
  return resolved as ResolvedBusOptions; // the table has each option that is not named here
}
