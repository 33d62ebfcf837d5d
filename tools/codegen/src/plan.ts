/** The plan: every file that the contract asks for, as data. Nothing is written here. */
import path from 'node:path';
import { binaryFile, binaryNames } from './binary/file.ts';
import { fieldsOf, findUp, realOf, textOf } from './files.ts';
import type { Contract, MessageContract, ModuleContract } from './model.ts';
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
export async function planFiles(
  contract: Contract,
  workspace: Workspace,
  { rendered = new Map() }: { readonly rendered?: RenderMemory } = {},
): Promise<Plan> {
  const out = outFolder(workspace);
  const context = await packageContext(contract, workspace, out);
  const licenseText = context.license === 'UNLICENSED' ? undefined : await nearestLicense(workspace);
  const sources = new SourceTexts(contract, rendered);
  const plan = new Map<string, string>([['tsconfig.json', rootTsconfig(contract.modules)]]);
  for (const module of contract.modules) {
    const existing = await fieldsOf(path.join(out, module.name, 'package.json'));
    plan.set(`${module.name}/package.json`, packageJson(module, context, existing ?? {}));
    plan.set(`${module.name}/tsconfig.json`, tsconfigJson(context));
    if (licenseText !== undefined && existing?.['private'] !== true)
      plan.set(`${module.name}/LICENSE`, await licenseOf(module, out, licenseText));
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

/** The licence that the schemas name in their package.json, from beside it or from a folder above. */
async function nearestLicense({ folder }: Workspace): Promise<string | undefined> {
  const file = await findUp('LICENSE', folder);
  return file === undefined ? undefined : await textOf(file);
}

/** A licence that is there already stays, whatever it says: whom a package is given to is for its owners to say. */
async function licenseOf({ name }: ModuleContract, out: string, text: string): Promise<string> {
  return (await textOf(path.join(out, name, 'LICENSE'))) ?? text;
}

/** Files of a message are the same in every SDK, and printed once. */
class SourceTexts {
  readonly messages: Messages;
  readonly support: string;
  readonly #contract: Contract;
  readonly #rendered: RenderMemory;
  readonly #printed = new Map<string, readonly NamedText[]>();

  constructor(contract: Contract, rendered: RenderMemory) {
    this.#contract = contract;
    this.#rendered = rendered;
    this.messages = new Map(contract.messages.map((message) => [message.name, message]));
    this.support = printSource(supportFile());
  }

  /** Every file of a message, without `.gen.ts`. */
  message(name: string): readonly NamedText[] {
    const message = this.messages.get(name);
    if (message === undefined) return [];
    const printed = this.#printed.get(name) ?? this.#remembered(message);
    this.#printed.set(name, printed);
    return printed;
  }

  #remembered(message: MessageContract): readonly NamedText[] {
    const from = JSON.stringify([this.#contract.scope, message, this.messages.get(newest(message).reply ?? '')]);
    const known = this.#rendered.get(message.name);
    const texts = known?.from === from ? known.texts : this.#print(message);
    this.#rendered.set(message.name, { from, texts });
    return texts;
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
      ...message.versions.map((version): [string, SourceText] => [
        binaryNames(message, version).file,
        binaryFile(message, version),
      ]),
      ...castFiles(message),
    ];
    return sources.map(([name, source]) => [name, printSource(source)]);
  }
}

/** Texts by message, and what they were rendered from. Given to the next plan, what is the same is not rendered again. */
export type RenderMemory = Map<string, { readonly from: string; readonly texts: readonly NamedText[] }>;

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
    // A base that is not written for bus-core's sources is somebody else's, and may say anything.
    ...(linked && base !== undefined ? { tsconfigBase: relative(inside, base) } : {}),
    ...(linked ? { busCoreProject: relative(inside, project) } : {}),
  };
}

function relative(from: string, to: string): string {
  return path.relative(from, to).replaceAll('\\', '/');
}
