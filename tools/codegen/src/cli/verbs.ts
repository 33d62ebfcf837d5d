/** Every verb of `myelin` with its options and exit codes. Parsing, help texts and docs/cli.md are made from this table. */

/** One `--name` of a verb. */
export interface Option {
  /** Without the dashes. */
  readonly name: string;
  /** What its value is called in a help text; absent for one that is there or not. */
  readonly value?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** Half a sentence. */
  readonly doc: string;
}

export interface Verb {
  readonly name: string;
  /** What follows the verb, as help texts call it; each is needed. */
  readonly subjects: readonly string[];
  /** Half a sentence. */
  readonly summary: string;
  /** What there is to know beyond that: paragraphs. */
  readonly about: readonly string[];
  readonly options: readonly Option[];
  /** Exit code → when; 2 is the same for all. */
  readonly exits: Readonly<Record<number, string>>;
  /** Calls that are worth showing, without `myelin`. */
  readonly samples: readonly string[];
}

/** Where a workspace is: a config file, or what such a file would say. */
const place: readonly Option[] = [
  { name: 'config', value: 'FILE', doc: 'the config file of the workspace (default: schemas/myelin.config.ts)' },
  { name: 'schemas', value: 'DIR', doc: 'a folder with messages/ and modules/, and without a config file' },
  { name: 'out', value: 'DIR', doc: 'with --schemas: the folder that the SDKs are written to' },
  { name: 'scope', value: 'NAME', doc: 'with --schemas: the npm scope of the SDKs, as @acme' },
  { name: 'catalog', value: 'DIR', doc: 'with --schemas: the folder of the catalogue; without it none is written' },
];

/** Who sends a new message, and who takes it. */
const ends: readonly Option[] = [
  { name: 'owner', value: 'MODULE', doc: 'the module that owns and publishes it (default: the only one there is)' },
  { name: 'to', value: 'MODULES', doc: 'the modules that subscribe to it, with commas between' },
];

/** What every verb takes. */
export const common: readonly Option[] = [{ name: 'help', doc: 'say how the verb is called' }];

/** The exit code that means the same for every verb. */
export const unusable = 'definitions, files or arguments that cannot be used';

export const verbs: readonly Verb[] = [
  {
    name: 'init',
    subjects: [],
    summary: 'set up schemas with two modules, and a program that runs, in this folder',
    about: [
      'For a folder that is empty, or an npm or Nx workspace without schemas. package.json is merged: what is there stays. Nothing is installed: run npm install and npm start after it.',
    ],
    options: [
      {
        name: 'scope',
        value: 'NAME',
        doc: 'the npm scope of the SDKs, as @acme (default: from the name of the package)',
      },
    ],
    exits: { 0: 'all is written' },
    samples: ['init --scope @acme'],
  },
  {
    name: 'add message',
    subjects: ['NAME'],
    summary: 'write a message, and list it with the modules that send and take it',
    about: ['The message has one field and an example; make of it what it should be, then run myelin codegen.'],
    options: [...ends, ...place],
    exits: { 0: 'the files are written' },
    samples: ['add message OrderShipped --owner warehouse --to shop,mailer'],
  },
  {
    name: 'add module',
    subjects: ['NAME'],
    summary: 'write a module without messages',
    about: [
      'Its SDK comes with the next myelin codegen; run npm install once after that, so that it is found by its name.',
    ],
    options: place,
    exits: { 0: 'the file is written' },
    samples: ['add module mailer'],
  },
  {
    name: 'import',
    subjects: ['SCHEMA.json'],
    summary: 'make messages of JSON Schema, draft-07 or 2020-12',
    about: [
      'Writes a definition for each message, and beside it its schema in JSON, with the definitions that it refers to: as its owners wrote it, and from now on the one that counts. Examples are those of the schema, or one that is made up. What a message cannot carry is said, with what to write instead.',
      'A publisher writes the fields that a schema names and no others, also where it does not say additionalProperties.',
    ],
    options: [
      { name: 'at', value: 'POINTER', doc: 'the part that is meant, as #/definitions/order (default: all of it)' },
      {
        name: 'each',
        doc: 'a message for each alternative of that part: those of oneOf or anyOf, by their references',
      },
      { name: 'name', value: 'NAME', doc: 'what the message is called (default: as the part, or the file)' },
      ...ends,
      ...place,
    ],
    exits: { 0: 'the files are written', 1: 'with --each: some are written, and some cannot be a message' },
    samples: ['import order.schema.json --owner shop --to warehouse', 'import webhooks.json --each --owner hooks'],
  },
  {
    name: 'codegen',
    subjects: [],
    summary: 'generate the SDKs, and the catalogue where the config names a folder for it',
    about: [
      'Writes what changed, removes what has no source any more, and touches no file that somebody else wrote. Where nothing moved since the last run, nothing is loaded: what was read and written is remembered in node_modules/.cache/myelin. Definitions are data: one that reads the clock, the environment or other files is not seen to change. --check never relies on that memory.',
      '--watch loads again what a change touches, in a fresh thread, and survives definitions that cannot be used: it shows what is wrong, writes nothing, and waits for the next change.',
    ],
    options: [
      { name: 'check', doc: 'write nothing; exit 1 where a generated file is stale' },
      { name: 'watch', doc: 'go on after that: generate again what each change asks for, until interrupted' },
      ...place,
    ],
    exits: {
      0: 'all is written, or was up to date; with --watch: interrupted',
      1: 'with --check: a generated file is stale',
    },
    samples: ['codegen', 'codegen --check', 'codegen --watch', 'codegen --schemas schemas --out sdks --scope @acme'],
  },
  {
    name: 'changeset',
    subjects: [],
    summary: 'note how far each SDK moves since the last release, and why',
    about: [
      'Keeps one changeset, contracts.md, in the folder that `changesets` in the config names: written anew each time, and removed where nothing is left to say.',
    ],
    options: place,
    exits: { 0: 'the changeset says it all' },
    samples: ['changeset'],
  },
  {
    name: 'lock',
    subjects: [],
    summary: 'publish every message as it stands; a step of a release',
    about: [
      'Writes contracts.lock.json and the golden payloads beside the definitions. What is locked keeps its meaning.',
    ],
    options: place,
    exits: { 0: 'locked, or nothing was new' },
    samples: ['lock'],
  },
  {
    name: 'bump',
    subjects: ['MESSAGE'],
    summary: 'begin the next version of a message',
    about: ['Writes the next version beside the newest, and an upcaster with every field that can be mapped.'],
    options: place,
    exits: { 0: 'the files are written' },
    samples: ['bump RawEvent'],
  },
  {
    name: 'diff',
    subjects: ['OLD.json', 'NEW.json'],
    summary: 'say whether what one file describes can be read by who knows the other',
    about: [
      'Takes two files of JSON Schema, or two contracts.lock.json, as of two branches; also one model out of such a file.',
    ],
    options: [
      {
        name: 'mode',
        value: 'MODE',
        choices: ['backward', 'forward', 'full'],
        doc: 'backward: new readers, old messages; forward: old readers, new messages; full: both (default)',
      },
      {
        name: 'as',
        value: 'KIND',
        choices: ['contract'],
        doc: 'contract: read JSON Schema as messages: writers write what is named alone, readers ignore the rest',
      },
      { name: 'json', doc: 'findings as JSON' },
    ],
    exits: { 0: 'compatible', 1: 'not compatible, or undecided' },
    samples: ['diff old.json new.json --mode backward', 'diff released.lock.json schemas/contracts.lock.json'],
  },
];
