/** One module under test: its neighbours are played by the test, on a bus whose time and chance belong to the test. */
import type { Bus } from '../bus.ts';
import { type MessageDescriptor, type ModuleDescriptor, SDK_CONTRACT } from '../contract.ts';
import type { Message } from '../envelope.ts';
import type { MessageHandle } from '../handles.ts';
import { attachModule } from '../module-connection.ts';
import type { RequestOptions } from '../options.ts';
import type { DeadLetter } from '../transport.ts';
import type { ModuleConnection } from '../verbs.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { TestBus, type TestBusOptions } from './test-bus.ts';

/** What a generated `test<Module>()` gives beside the module itself. */
export interface ModuleTest<Given, Answer, Published> extends AsyncDisposable {
  /** Where a module under test connects that does so itself. */
  readonly bus: Bus;
  /** For handlers that need time. */
  readonly clock: VirtualClock;
  /** What neighbours say: publishes what the module subscribes to, requests what it serves. */
  readonly given: Given;
  /** What neighbours answer: serves what the module requests. */
  readonly answer: Answer;
  /** What the module published and requested, oldest first. */
  readonly published: Published;
  /** See `TestBus.settled`. */
  settled(): Promise<void>;
  /** Moves time on by `ms`: what falls due on the way happens, at its time. */
  advance(ms: number): Promise<void>;
  /** What the module gave up, oldest first. */
  deadLetters(): readonly DeadLetter[];
  /** Lets the next attempts to handle a message fail before they begin: of a member, a topic or a group. */
  failNext(name: string, times?: number): void;
}

/** Messages of one kind that a module published or requested. */
export type PublishedMessages<Payload> = readonly Message<Payload>[];

/** Who the neighbours are, as the source of what they publish. */
const NEIGHBOURS = 'neighbours';

/**
 * A test of one module, whose SDK stands as `member` in it and connects when it is first asked for. For generated code,
 * which writes type and descriptor from one source; that is what makes the conversion sound.
 * @throws BusError `BUS_CONFIG_INVALID`
 */
export function testModule<Test>(module: ModuleDescriptor, member: string, options?: TestBusOptions): Test {
  const test = new TestBus(options);
  const harness = { ...neighbourhood(module, test), ...controls(module, test), bus: test.bus, clock: test.clock };
  let connection: ModuleConnection | undefined;
  const get = (): ModuleConnection => {
    connection ??= attachModule(test.bus, module);
    return connection;
  };
  return Object.defineProperty(harness, member, { get, enumerable: true }) as Test;
}

type Controls = Pick<ModuleTest<never, never, never>, 'settled' | 'advance' | 'deadLetters' | 'failNext'> &
  AsyncDisposable;

function controls(module: ModuleDescriptor, test: TestBus): Controls {
  return {
    settled: () => test.settled(),
    advance: (ms) => test.advance(ms),
    deadLetters: () => test.deadLetters().filter(({ group }) => group.startsWith(`${module.name}/`)),
    failNext: (name, times) => test.failNext(name, times),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}

/** What is around the module, by the members of its SDK. */
function neighbourhood(
  module: ModuleDescriptor,
  test: TestBus,
): Pick<ModuleTest<object, object, object>, 'given' | 'answer' | 'published'> {
  const { publishes, subscribes, requests, serves, grants = {} } = module;
  const neighbours = attachModule(test.bus, {
    name: NEIGHBOURS,
    contract: SDK_CONTRACT,
    publishes: subscribes,
    subscribes: [],
    requests: serves,
    serves: requests,
    dependsOn: [],
    grants: { publish: grants.subscribe ?? [] },
  });
  const handleOf = ({ member }: MessageDescriptor): MessageHandle => Reflect.get(neighbours, member) as MessageHandle;
  const published = (message: MessageDescriptor | string): readonly Message[] =>
    test.published(message).filter(({ source }) => source === module.name);
  const topic: ModuleConnection['publish'] = (name, payload, options) => neighbours.publish(name, payload, options);
  return {
    given: {
      ...members(subscribes, (message) => publishing(handleOf(message), message)),
      ...members(serves, (message) => asking(handleOf(message), message)),
      ...(grants.subscribe === undefined ? {} : { topic }),
    },
    answer: members(requests, (message): MessageHandle['serve'] => {
      const handle = handleOf(message);
      return (handler, options) => handle.serve(handler, options);
    }),
    published: Object.defineProperties(
      grants.publish === undefined ? {} : { topic: (name: string) => published(name) },
      members([...publishes, ...requests], (message) => ({ get: () => published(message), enumerable: true })),
    ),
  };
}

/** Publishes the newest version, and as `v1` and so on those before. */
function publishing(handle: MessageHandle, { older = [] }: MessageDescriptor): MessageHandle['publish'] {
  const publish: MessageHandle['publish'] = (payload, options) => handle.publish(payload, options);
  const versions = older.map(({ version }): [string, MessageHandle['publish']] => [
    `v${version}`,
    (payload, options) => handle.publishVersion(version, payload, options),
  ]);
  return Object.assign(publish, Object.fromEntries(versions));
}

type Asks = (payload: unknown, options?: RequestOptions) => Promise<Message | readonly Message[]>;

function asking(handle: MessageHandle, { channel }: MessageDescriptor): Asks {
  return channel === 'request'
    ? (payload, options) => handle.request(payload, options)
    : (payload, options) => handle.requestMany(payload, options);
}

function members<Value>(
  messages: readonly MessageDescriptor[],
  value: (message: MessageDescriptor) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(messages.map((message) => [message.member, value(message)]));
}
