/** What a transport declares, as words that scenarios can ask for. */
import type { Capabilities } from '../../packages/bus-core/src/transport.ts';

/** A scenario runs where all its needs are declared. */
export type Need =
  | 'durable'
  | 'process-span'
  | 'machine-span'
  | 'key-order'
  | 'priority-ready'
  | 'groups-remembered'
  | 'delay'
  | 'history'
  | 'dedupe'
  | 'broadcast';

const declared: Readonly<Record<Need, (capabilities: Capabilities) => boolean>> = {
  durable: ({ durable }) => durable,
  // the engine holds what pends, so its limits hold publishers
  'process-span': ({ spans }) => spans === 'process',
  'machine-span': ({ spans }) => spans !== 'process',
  'key-order': ({ order }) => order === 'key',
  'priority-ready': ({ priority }) => priority === 'ready',
  'groups-remembered': ({ groups }) => groups === 'remembered',
  delay: ({ delay }) => delay,
  history: ({ history }) => history,
  dedupe: ({ dedupe }) => dedupe,
  broadcast: ({ broadcast }) => broadcast,
};

/** Those of `needs` that the transport does not declare. */
export function undeclared(needs: readonly Need[], capabilities: Capabilities): Need[] {
  return needs.filter((need) => !declared[need](capabilities));
}
