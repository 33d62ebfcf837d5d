/** Who may import whom, as data. A new file of bus-core gets its place here. */

/**
 * Files of bus-core, floor by floor. A file imports only from lower floors, or from files to its left on its own.
 * An entry that ends in `/` is a folder: its files stand at that place together.
 */
export const busCoreFloors: readonly (readonly string[])[] = [
  [
    'errors',
    'clock',
    'ids',
    'virtual-clock',
    'topic',
    'contract',
    'codec',
    'envelope',
    'options',
    'verbs',
    'option-kind',
    'option-table',
    'option-table-publish',
    'option-check',
    'bus-options',
    'json',
  ],
  [
    'ring-buffer',
    'lanes',
    'timer-wheel',
    'deadlines',
    'backoff',
    'versions',
    'carriage',
    'payload',
    'stopwatch',
    'settle',
    'circuit-breaker',
    'rate-limit',
    'access',
    'dedupe',
    'module-status',
  ],
  ['transport', 'metrics', 'trend', 'metric-names', 'events', 'record'],
  [
    'masking',
    'delivery',
    'context',
    'gate',
    'router',
    'mailbox',
    'consumer-stats',
    'slot',
    'work',
    'consumer',
    'parking',
    'accounting',
    'group',
    'best-effort-group',
    'reliable-group',
    'pump',
    'leasing',
    'leased-best-effort-group',
    'leased-group',
    'latest-group',
    'latest-table',
    'batch',
    'pull',
    'room',
    'sender',
    'middleware',
    'publisher',
    'audited-publisher',
    'publishers',
    'groups',
    'subscriptions',
    'requests',
    'dead-letters',
    'dead-letter-desk',
    'message-ring',
    'history',
    'registry',
    'health-checks',
    'loop-delay',
    'reporter',
    'engine',
    'stats',
    'subscriber-stats',
    'bus-metrics',
    'readings',
    'replay',
    'shutdown',
  ],
  ['bus', 'handles', 'topic-verbs', 'module-connection'],
  [
    'wire/',
    'protobuf/',
    'codecs',
    'transports/',
    'cloudevents',
    'auth',
    'audit',
    'http',
    'prometheus',
    'opentelemetry',
    'saga',
  ],
  ['index', 'sdk', 'testing/', 'testing', 'cli'],
];

/** One row per kind of folder: what its files may import beside their own package by relative path. */
export interface PackageFloor {
  readonly name: string;
  readonly paths: RegExp;
  readonly allowed: RegExp;
  /** A file of this floor and an import that it must not have: the negative control. */
  readonly bad: { readonly path: string; readonly specifier: string };
}

export const packageFloors: readonly PackageFloor[] = [
  {
    name: 'an SDK imports the sdk door of bus-core alone',
    paths: /^packages\/module-sdks\/[^/]+\/src\/(?!.*(testing|\.fixtures)\.gen\.ts$)/,
    allowed: /^@myelin\/bus-core\/sdk$/,
    bad: { path: 'packages/module-sdks/storage/src/index.ts', specifier: '@skelly-jelly/orchestrator' },
  },
  {
    name: 'what an SDK has for tests imports the testing door of bus-core besides',
    paths: /^packages\/module-sdks\/[^/]+\/src\/.*(testing|\.fixtures)\.gen\.ts$/,
    allowed: /^@myelin\/bus-core\/(sdk|testing)$/,
    bad: { path: 'packages/module-sdks/storage/src/testing.gen.ts', specifier: '@skelly-jelly/orchestrator/testing' },
  },
  {
    name: 'bus-core imports Node, eventemitter3 and its optional peers',
    paths: /^packages\/bus-core\/src\//,
    allowed:
      /^(node:[a-z_/]+|eventemitter3|@bufbuild\/protobuf(\/wkt)?|@redis\/client|jose|@prometheus-io\/client|@opentelemetry\/api)$/,
    bad: { path: 'packages/bus-core/src/bus.ts', specifier: '@skelly-jelly/storage' },
  },
  {
    name: 'codegen imports Node, zod, zod-to-json-schema and ts-morph',
    paths: /^tools\/codegen\/src\//,
    allowed: /^(node:[a-z_/]+|zod(\/v[34](\/core)?)?|zod-to-json-schema|ts-morph)$/,
    bad: { path: 'tools/codegen/src/cli.ts', specifier: '@myelin/bus-core' },
  },
  {
    name: 'schemas import zod and the define door of codegen',
    paths: /^schemas\//,
    allowed: /^(zod(\/v[34])?|@myelin\/codegen\/define)$/,
    bad: { path: 'schemas/messages/raw-event.v1.ts', specifier: '@myelin/bus-core' },
  },
  {
    name: 'the schemas of examples import zod and the define door of codegen',
    paths: /^examples\/[^/]+\/schemas\//,
    allowed: /^(zod|@myelin\/codegen\/define)$/,
    bad: { path: 'examples/platform/schemas/messages/user.v1.ts', specifier: '@myelin/bus-core' },
  },
  {
    name: 'examples import their own SDKs and bus-core',
    paths: /^examples\/[^/]+\/src\//,
    allowed: /^@(myelin\/bus-core|agent-runtime\/[a-z]+|platform\/[a-z]+|story-bot\/[a-z]+)$/,
    bad: { path: 'examples/platform/src/main.ts', specifier: '@skelly-jelly/storage' },
  },
  {
    name: 'apps import Node, SDKs and bus-core',
    paths: /^apps\/[^/]+\/src\//,
    allowed: /^(node:[a-z_/]+|@myelin\/bus-core(\/(?!sdk$)[a-z/-]+)?|@skelly-jelly\/(?!schemas)[a-z-]+(\/testing)?)$/,
    bad: { path: 'apps/demo/src/main.ts', specifier: '@skelly-jelly/schemas' },
  },
];
