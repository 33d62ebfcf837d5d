/** The files of an SDK package that are no source: package.json, tsconfig.json, README.md. */

import { canonicalJson } from '../canonical.ts';
import { type MessageContract, type ModuleContract, newest } from '../model.ts';
import { camel, pascal } from '../names.ts';
import { literal, markdown } from '../text.ts';
import { marker } from './frame.ts';
import { messageExports } from './message.ts';
import { type Messages, messagesOf } from './module.ts';
import { testSample } from './test-sample.ts';

/** What packages say about where they come from; the same for all SDKs of a workspace. */
export interface PackageContext {
  readonly scope: string;
  readonly license: string;
  /** Package of the schemas; a change there changes every SDK. Absent where the schemas have no package.json. */
  readonly schemas?: string;
  /** Range of bus-core for a package that is created now. */
  readonly busCoreRange: string;
  /** From an SDK's folder to a tsconfig to extend, where the workspace has one. */
  readonly tsconfigBase?: string;
  /** From an SDK's folder to bus-core's project, where bus-core is built in the same workspace. */
  readonly busCoreProject?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * `package.json`, merged into what is there: the generator owns the fields that it writes here,
 * everything else stays: the version above all, the range of bus-core, and how the package is published.
 */
export function packageJson(module: ModuleContract, context: PackageContext, existing: Fields): string {
  const dependencies = asFields(existing['dependencies']);
  const owned = {
    name: `${context.scope}/${module.name}`,
    version: existing['version'] ?? '0.0.0',
    description: module.doc.replaceAll(/\s+/g, ' ').trim(),
    license: context.license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=24.15' },
    files: ['dist', 'src', 'CHANGELOG.md', '!**/*.tsbuildinfo'],
    exports: {
      '.': { '@myelin/source': './src/index.gen.ts', types: './dist/index.gen.d.ts', default: './dist/index.gen.js' },
      './testing': {
        '@myelin/source': './src/testing.gen.ts',
        types: './dist/testing.gen.d.ts',
        default: './dist/testing.gen.js',
      },
      './package.json': './package.json',
    },
    dependencies: { ...dependencies, '@myelin/bus-core': dependencies['@myelin/bus-core'] ?? context.busCoreRange },
    publishConfig: { access: 'public', provenance: true, ...asFields(existing['publishConfig']) },
    ...(context.schemas === undefined
      ? {}
      : { nx: { ...asFields(existing['nx']), implicitDependencies: [context.schemas] } }),
  };
  return `${JSON.stringify(ordered(owned, existing), null, 2)}\n`;
}

/** Fields keep the order that they have; new ones follow. */
function ordered(owned: Fields, existing: Fields): Fields {
  return canonicalJson({ ...existing, ...owned }) === canonicalJson(existing) ? existing : { ...existing, ...owned };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Options of an SDK's project where the workspace has no tsconfig to extend. */
const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024', 'ESNext.Disposable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  composite: true,
  declaration: true,
  skipLibCheck: true,
};

/** Project of one SDK. */
export function tsconfigJson({ tsconfigBase, busCoreProject }: PackageContext): string {
  const places = { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' };
  const config = {
    ...(tsconfigBase === undefined ? {} : { extends: tsconfigBase }),
    compilerOptions: { ...(tsconfigBase === undefined ? compilerOptions : {}), ...places, isolatedDeclarations: true },
    include: ['src'],
    ...(busCoreProject === undefined ? {} : { references: [{ path: busCoreProject }] }),
  };
  return `// ${marker}\n${JSON.stringify(config, null, 2)}\n`;
}

/** The project that builds all SDKs. */
export function rootTsconfig(modules: readonly ModuleContract[]): string {
  const config = { files: [], references: modules.map(({ name }) => ({ path: `./${name}` })) };
  return `// ${marker}\n${JSON.stringify(config, null, 2)}\n`;
}

/** What an SDK is for: its messages and rights, and a first use. */
export function readme(module: ModuleContract, messages: Messages, context: PackageContext): string {
  const name = `${context.scope}/${module.name}`;
  const rows = messagesOf(module)
    .flatMap((message) => messages.get(message) ?? [])
    .map((message) => row(message, module));
  return [
    `<!-- ${marker} -->`,
    `# ${name}`,
    '',
    markdown(module.doc),
    '',
    `Generated from \`${module.source}\`. Ask ${markdown(module.owner)} about it.`,
    '',
    '```ts',
    ...sample(module, messages, name),
    '```',
    '',
    '| member | topic | version | may | what it is |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...granted(module),
    'A test of the module, on a bus whose time and chance belong to it:',
    '',
    '```ts',
    ...testSample(module, messages, { name }),
    '```',
    '',
  ].join('\n');
}

/** Rights by topic name, and how they are used. */
function granted({ name, grants = {} }: ModuleContract): string[] {
  const self = camel(name);
  const said = Object.entries(grants).map(([verb, patterns]: [string, readonly string[]]) => {
    const call = verb === 'publish' ? 'publish(topic, payload)' : 'subscribe(patterns, handler)';
    return `\`${self}.${call}\` on ${patterns.map((pattern) => `\`${pattern}\``).join(', ')}`;
  });
  return said.length === 0 ? [] : [`By topic name it may besides: ${said.join('; ')}.`, ''];
}

function row(message: MessageContract, module: ModuleContract): string {
  const { version, doc, carriage } = newest(message);
  const rights = (['publishes', 'subscribes', 'requests', 'serves'] as const).filter((right) =>
    module[right].includes(message.name),
  );
  const channel = carriage.channel === undefined ? '' : ` (${carriage.channel})`;
  const verbs = rights
    .map((right) => right.replace(/e?s$/, (end) => (right === 'publishes' ? '' : end === 'es' ? 'e' : '')))
    .join(', ');
  return `| \`${messageExports(message).descriptor}\` | \`${message.topic}\`${channel} | ${version} | ${verbs} | ${markdown(doc)} |`;
}

function sample(module: ModuleContract, messages: Messages, name: string): string[] {
  const type = pascal(module.name);
  const self = camel(module.name);
  return [
    "import { createBus } from '@myelin/bus-core';",
    `import { connect${type} } from '${name}';`,
    '',
    'await using bus = createBus();',
    `const ${self} = await connect${type}(bus);`,
    ...usage(module, messages, self),
    `${self}.ready();`,
  ];
}

/** One call of the first verb that the module has. */
function usage(
  { subscribes, serves, publishes, requests }: ModuleContract,
  messages: Messages,
  self: string,
): string[] {
  const member = (name: string): string =>
    `${self}.${messageExports(messages.get(name) as MessageContract).descriptor}`;
  const example = (name: string): string =>
    literal(messages.get(name)?.versions.at(-1)?.examples[0] ?? {}).replaceAll('```', '');
  const [subscribed] = subscribes;
  if (subscribed !== undefined) return [`${member(subscribed)}.subscribe((message) => console.log(message.payload));`];
  const [published] = publishes;
  if (published !== undefined) return [`await ${member(published)}.publish(${example(published)});`];
  const [requested] = requests;
  if (requested !== undefined) return [`const reply = await ${member(requested)}.request(${example(requested)});`];
  const [served] = serves;
  const reply = served === undefined ? undefined : messages.get(served)?.versions.at(-1)?.reply;
  return served === undefined || reply === undefined ? [] : [`${member(served)}.serve(() => (${example(reply)}));`];
}
