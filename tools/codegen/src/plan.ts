/** The plan: every file that the contract asks for, as data. Nothing is written here. */
import path from 'node:path';
import { fieldsOf, realOf } from './files.ts';
import type { Contract, MessageContract } from './model.ts';
import { newest } from './model.ts';
import { kebab } from './names.ts';
import type { Workspace } from './read.ts';
import { fixtureNames, fixturesFile } from './render/fixtures.ts';
import { printSource, type SourceText } from './render/frame.ts';
import { messageFile } from './render/message.ts';
import { filesOf, type Messages, moduleFile } from './render/module.ts';
import { castFiles, olderVersions, olderWireFile } from './render/older.ts';
import { type PackageContext, packageJson, readme, rootTsconfig, tsconfigJson } from './render/package.ts';
import { protobufFile, protobufFileName } from './render/protobuf.ts';
import { testingFile } from './render/testing.ts';
import { supportFile, wireFile } from './render/wire.ts';

/** Text of every file, by path relative to the output folder, with forward slashes. */
export type Plan = ReadonlyMap<string, string>;

/** Absolute path of the folder that the packages of a workspace are written to. */
export function outFolder({ folder, config }: Workspace): string {
  return path.resolve(folder, config.out);
}

/** Plans all packages of a contract. Existing package.json files are read, to be merged. */
export async function planFiles(contract: Contract, workspace: Workspace): Promise<Plan> {
  const out = outFolder(workspace);
  const context = await packageContext(contract, workspace, out);
  const sources = new SourceTexts(contract);
  const plan = new Map<string, string>([['tsconfig.json', rootTsconfig(contract.modules)]]);
  for (const module of contract.modules) {
    const existing = await fieldsOf(path.join(out, module.name, 'package.json'));
    plan.set(`${module.name}/package.json`, packageJson(module, context, existing ?? {}));
    plan.set(`${module.name}/tsconfig.json`, tsconfigJson(context));
    plan.set(`${module.name}/README.md`, readme(module, sources.messages, context));
    plan.set(`${module.name}/src/index.gen.ts`, printSource(moduleFile(module, sources.messages)));
    plan.set(`${module.name}/src/testing.gen.ts`, printSource(testingFile(module, sources.messages)));
    plan.set(`${module.name}/src/support.wire.gen.ts`, sources.support);
    for (const name of filesOf(module, sources.messages)) {
      for (const [file, text] of sources.message(name)) plan.set(`${module.name}/src/messages/${file}.gen.ts`, text);
    }
  }
  return new Map([...plan].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Files of a message are the same in every SDK, and printed once. */
class SourceTexts {
  readonly messages: Messages;
  readonly support: string;
  readonly #contract: Contract;
  readonly #printed = new Map<string, readonly NamedText[]>();

  constructor(contract: Contract) {
    this.#contract = contract;
    this.messages = new Map(contract.messages.map((message) => [message.name, message]));
    this.support = printSource(supportFile());
  }

  /** Every file of a message, without `.gen.ts`. */
  message(name: string): readonly NamedText[] {
    const message = this.messages.get(name);
    if (message === undefined) return [];
    const printed = this.#printed.get(name) ?? this.#print(message);
    this.#printed.set(name, printed);
    return printed;
  }

  #print(message: MessageContract): NamedText[] {
    const file = kebab(message.name);
    const reply = this.messages.get(newest(message).reply ?? '');
    const sources: [string, SourceText][] = [
      [file, messageFile(message, reply)],
      [`${file}.wire`, wireFile(message)],
      [fixtureNames(message).file, fixturesFile(message)],
      [protobufFileName(message), protobufFile(message, this.#contract)],
      ...olderVersions(message).map((older): [string, SourceText] => [
        olderWireFile(message, older),
        wireFile(message, older),
      ]),
      ...castFiles(message),
    ];
    return sources.map(([name, source]) => [name, printSource(source)]);
  }
}

type NamedText = readonly [file: string, text: string];

async function packageContext({ scope }: Contract, { folder }: Workspace, out: string): Promise<PackageContext> {
  const schemas = await fieldsOf(path.join(folder, 'package.json'));
  const inside = path.join(out, 'module');
  const base = await findUp('tsconfig.base.json', out);
  const busCore = await findUp('node_modules/@myelin/bus-core', out);
  const version = busCore === undefined ? undefined : (await fieldsOf(path.join(busCore, 'package.json')))?.['version'];
  const project = busCore === undefined ? undefined : await realOf(busCore);
  const linked = project !== undefined && !project.split(path.sep).includes('node_modules');
  return {
    scope,
    license: typeof schemas?.['license'] === 'string' ? schemas['license'] : 'UNLICENSED',
    ...(typeof schemas?.['name'] === 'string' ? { schemas: schemas['name'] } : {}),
    busCoreRange: typeof version === 'string' ? `^${version}` : '*',
    ...(base === undefined ? {} : { tsconfigBase: relative(inside, base) }),
    ...(linked ? { busCoreProject: relative(inside, project) } : {}),
  };
}

function relative(from: string, to: string): string {
  return path.relative(from, to).replaceAll('\\', '/');
}

async function findUp(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = path.join(folder, name);
    if ((await realOf(found)) !== undefined) return found;
    if (folder === path.dirname(folder)) return undefined;
  }
}
