/** A bus on a virtual clock, and modules whose contracts are written by hand. */
import { Bus } from '../../src/bus.ts';
import { resolveBusOptions } from '../../src/bus-options.ts';
import type { MessageDescriptor, ModuleDescriptor } from '../../src/contract.ts';
import { connectModule } from '../../src/module-connection.ts';
import type { BusOptions, ConnectOptions, KeyedPublishOptions } from '../../src/options.ts';
import { MemoryTransport } from '../../src/transports/memory.ts';
import type { Emits, ModuleConnection, Publishes, Requests, Serves, Subscribes } from '../../src/verbs.ts';
import { seededRandom, VirtualClock } from '../../src/virtual-clock.ts';

export interface Fixture {
  readonly bus: Bus;
  readonly clock: VirtualClock;
}

/** In memory, nothing by chance. */
export function testBus(options: BusOptions = {}): Fixture {
  const clock = new VirtualClock();
  const resolved = resolveBusOptions({ clock, random: seededRandom(1), ...options });
  return { bus: new Bus(resolved, new MemoryTransport(resolved.clock, resolved)), clock };
}

/** A contract that accepts every object. */
export function contract(topic: string, parts: Partial<MessageDescriptor> = {}): MessageDescriptor {
  return {
    name: topic,
    member: 'note',
    owner: topic.split('.')[0] ?? '',
    topic,
    version: 1,
    fingerprint: topic,
    bytesMax: 1_000,
    depthMax: 4,
    check: (payload): payload is unknown => typeof payload === 'object' && payload !== null,
    explain: () => [{ path: '', code: 'type', expected: 'object', received: 'string' }],
    ...parts,
  };
}

/** A module with rights to the messages given. */
export function moduleOf(name: string, parts: Partial<ModuleDescriptor>): ModuleDescriptor {
  return { name, contract: 1, publishes: [], subscribes: [], requests: [], serves: [], dependsOn: [], ...parts };
}

export interface Notes extends ModuleConnection {
  readonly note: Publishes<unknown, KeyedPublishOptions> &
    Emits<unknown> &
    Subscribes<unknown> &
    Requests<unknown, unknown> &
    Serves<unknown, unknown>;
}

/** A module that may do everything with one message, as its member `note`. */
export async function connectNotes(
  bus: Bus,
  note: MessageDescriptor,
  options: ConnectOptions & { readonly name?: string } = {},
): Promise<Notes> {
  const { name = 'notes', ...connect } = options;
  const all = { publishes: [note], subscribes: [note], requests: [note], serves: [note] };
  return await connectModule<Notes>(bus, moduleOf(name, all), connect);
}

export const reliable: Partial<MessageDescriptor> = { guarantee: 'at-least-once' };
