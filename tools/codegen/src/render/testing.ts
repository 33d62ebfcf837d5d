/** `testing.gen.ts` of an SDK: examples of its messages, and a harness that plays the module's neighbours. */
import { type MessageContract, type ModuleContract, newest } from '../model.ts';
import { byName, camel, pascal } from '../names.ts';
import { block, docBlock, quote } from '../text.ts';
import { fixtureNames } from './fixtures.ts';
import { type Import, type SourceText, sdkDoor, testingDoor } from './frame.ts';
import { messageExports } from './message.ts';
import { filesOf, type Messages, replyOf } from './module.ts';
import { olderVersions } from './older.ts';
import { typeNames } from './types.ts';

/** Names that a module's testing door exports. */
export interface TestNames {
  readonly test: string;
  readonly examples: string;
  readonly given: string;
  readonly answer: string;
  readonly published: string;
  /** The function that starts a test. */
  readonly start: string;
  /** The module's SDK in a test. */
  readonly member: string;
  readonly all: readonly string[];
}

/** What a test has beside the module itself. */
const testMembers: ReadonlySet<string> = new Set(
  'bus clock given answer published settled advance deadLetters failNext'.split(' '),
);

/** Type of what a test hears; it comes from the testing door, verbs from the other. */
const publishedType = 'PublishedMessages';

/** Names that a module's testing door exports. */
export function testNames({ name }: Pick<ModuleContract, 'name'>): TestNames {
  const type = pascal(name);
  const types = {
    test: `${type}Test`,
    examples: `${type}Examples`,
    given: `${type}Given`,
    answer: `${type}Answer`,
    published: `${type}Published`,
    start: `test${type}`,
  };
  const member = camel(name);
  return {
    ...types,
    member: testMembers.has(member) ? `${member}Sdk` : member,
    all: [...Object.values(types), 'examples'],
  };
}

/** The testing door of a module's SDK. */
export function testingFile(module: ModuleContract, messages: Messages): SourceText {
  const names = testNames(module);
  const known = filesOf(module, messages).flatMap((name) => messages.get(name) ?? []);
  const writer = new TestWriter(module, messages);
  const body = [
    ...examplesLines(names, known),
    '',
    ...writer.interfaces(names),
    '',
    ...docBlock([`A test of the module ${module.name}, whose neighbours it plays.`]),
    ...block(`export interface ${names.test} extends ModuleTest<${names.given}, ${names.answer}, ${names.published}>`, [
      '/** The module; it connects when it is first asked for. */',
      `readonly ${names.member}: ${pascal(module.name)};`,
    ]),
    '',
    ...docBlock([`Starts a test of the module ${module.name}.`], ['@throws BusError `BUS_CONFIG_INVALID`']),
    ...block(`export function ${names.start}(options?: TestBusOptions): ${names.test}`, [
      `return testModule<${names.test}>(${camel(module.name)}Module, ${quote(names.member)}, options);`,
    ]),
  ];
  return {
    sources: [module.source, ...known.flatMap(({ versions }) => versions.map(({ source }) => source))],
    imports: [...doors(writer, known), ...fileImports(module, known, writer)],
    body,
  };
}

function examplesLines({ examples }: TestNames, known: readonly MessageContract[]): string[] {
  const types = known.map((message) => {
    const { descriptor, payload } = messageExports(message);
    const older = olderVersions(message).map(
      (each) => `readonly v${each.version}: Examples<${typeNames(message.name, each).payload}>`,
    );
    const beside = older.length === 0 ? '' : ` & { ${older.join('; ')} }`;
    return `readonly ${descriptor}: Examples<${payload}>${beside};`;
  });
  const values = known.map((message) => {
    const { descriptor } = messageExports(message);
    return `${descriptor}: examplesOf(${descriptor}, ${fixtureNames(message).name}),`;
  });
  return [
    '/** Payloads by message. */',
    ...block(`export interface ${examples}`, types),
    '',
    '/** Payloads for tests, by message: those of the definition, others at random, and some that are refused. */',
    ...block(`export const examples: ${examples} =`, values, { tail: ';' }),
  ];
}

/** Writes what neighbours say and hear, and remembers what it took for it. */
class TestWriter {
  readonly verbs: Set<string> = new Set();
  readonly types: Set<string> = new Set();
  readonly #module: ModuleContract;
  readonly #messages: Messages;

  constructor(module: ModuleContract, messages: Messages) {
    this.#module = module;
    this.#messages = messages;
  }

  interfaces({ given, answer, published }: TestNames): string[] {
    const { publishes, subscribes, requests, serves, grants = {} } = this.#module;
    const said = [
      ...this.#members(subscribes, (message) => this.#publishing(message)),
      ...this.#members(serves, (message) => this.#asking(message)),
      ...(grants.subscribe === undefined ? [] : [`readonly topic: ${this.#verb('ModuleConnection', [])}['publish'];`]),
    ];
    const heard = [
      ...this.#members([...new Set([...publishes, ...requests])], (message) => this.#published(message)),
      ...(grants.publish === undefined ? [] : [`readonly topic: (topic: string) => ${this.#heard(['unknown'])};`]),
    ];
    return [
      '/** What neighbours of the module say. */',
      ...block(`export interface ${given}`, said.toSorted(byName)),
      '',
      '/** What neighbours of the module answer. */',
      ...block(
        `export interface ${answer}`,
        this.#members(requests, (message) => this.#answering(message)).toSorted(byName),
      ),
      '',
      '/** What the module says. */',
      ...block(`export interface ${published}`, heard.toSorted(byName)),
    ];
  }

  #members(names: readonly string[], type: (message: MessageContract) => string): string[] {
    return names
      .flatMap((name) => this.#messages.get(name) ?? [])
      .map((message) => `readonly ${messageExports(message).descriptor}: ${type(message)};`);
  }

  #publishing(message: MessageContract): string {
    const older = olderVersions(message).map(
      (each) => `readonly v${each.version}: ${this.#publish(message, typeNames(message.name, each).input)}`,
    );
    const type = this.#publish(message, messageExports(message).input);
    return older.length === 0 ? type : `${type} & { ${older.join('; ')} }`;
  }

  #publish(message: MessageContract, input: string): string {
    return `${this.#verb(newest(message).key === undefined ? 'PublishesKeyed' : 'Publishes', [input])}['publish']`;
  }

  #asking(message: MessageContract): string {
    const single = newest(message).carriage.channel === 'request';
    const { input } = messageExports(message);
    const { payload } = this.#reply(message);
    return `${this.#verb(single ? 'Requests' : 'RequestsMany', [input, payload])}['${single ? 'request' : 'requestMany'}']`;
  }

  #answering(message: MessageContract): string {
    return `${this.#verb('Serves', [messageExports(message).payload, this.#reply(message).input])}['serve']`;
  }

  #published(message: MessageContract): string {
    const isPublished = this.#module.publishes.includes(message.name);
    const older = isPublished ? olderVersions(message).map((each) => typeNames(message.name, each).payload) : [];
    const payloads = [messageExports(message).payload, ...older];
    for (const type of payloads) this.types.add(type);
    return this.#heard(payloads);
  }

  #heard(payloads: readonly string[]): string {
    this.verbs.add(publishedType);
    return `${publishedType}<${payloads.join(' | ')}>`;
  }

  #verb(verb: string, types: readonly string[]): string {
    this.verbs.add(verb);
    for (const type of types) this.types.add(type);
    return types.length === 0 ? verb : `${verb}<${types.join(', ')}>`;
  }

  #reply(message: MessageContract): { readonly payload: string; readonly input: string } {
    const reply = replyOf(message.name, this.#messages);
    return reply === undefined ? { payload: 'unknown', input: 'unknown' } : messageExports(reply);
  }
}

function doors({ verbs }: TestWriter, { length }: readonly MessageContract[]): Import[] {
  const [types, functions] = length === 0 ? [[], []] : [['Examples'], ['examplesOf']];
  return [
    { from: sdkDoor, names: [...verbs].filter((verb) => verb !== publishedType), typeOnly: true },
    {
      from: testingDoor,
      names: [...types, 'ModuleTest', ...[...verbs].filter((verb) => verb === publishedType), 'TestBusOptions'],
      typeOnly: true,
    },
    { from: testingDoor, names: [...functions, 'testModule'] },
  ];
}

function fileImports(module: ModuleContract, known: readonly MessageContract[], { types }: TestWriter): Import[] {
  const files = known.flatMap((message): Import[] => {
    const { file, payload, descriptor, types: exported } = messageExports(message);
    const older = olderVersions(message).map((each) => typeNames(message.name, each).payload);
    const fixtures = fixtureNames(message);
    return [
      { from: `./messages/${fixtures.file}.gen.ts`, names: [fixtures.name] },
      {
        from: `./messages/${file}.gen.ts`,
        names: exported.filter((type) => type === payload || older.includes(type) || types.has(type)),
        typeOnly: true,
      },
      { from: `./messages/${file}.gen.ts`, names: [descriptor] },
    ];
  });
  return [
    { from: './index.gen.ts', names: [pascal(module.name)], typeOnly: true },
    { from: './index.gen.ts', names: [`${camel(module.name)}Module`] },
    ...files,
  ];
}
