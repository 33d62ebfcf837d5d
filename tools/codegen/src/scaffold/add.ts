/** Adds a message or a module to a workspace: new files from templates, modules that name the message by their syntax. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArrayLiteralExpression, ObjectLiteralExpression, SourceFile } from 'ts-morph';
import { findUp, textOf } from '../files.ts';
import { foldersOf } from '../list.ts';
import { morph } from '../morph.ts';
import { kebab, memberOf } from '../names.ts';
import type { Workspace } from '../read.ts';
import { moduleText } from './definitions.ts';

export interface NewMessage {
  /** PascalCase. */
  readonly name: string;
  /** Module that owns and publishes it. */
  readonly owner: string;
  /** Modules that subscribe to it. */
  readonly subscribers: readonly string[];
  /** Text of its definition. */
  readonly text: string;
  /** Text of the schema that it imports, in JSON; absent where it holds its own. */
  readonly schema?: string;
}

export type Known = Pick<Workspace, 'folder' | 'config' | 'messages' | 'modules'>;

/** What cannot be added, in a sentence or two. */
export class CannotAddError extends Error {
  override readonly name = 'CannotAddError';
}

/**
 * Writes messages, and lists them where they are published and subscribed to. Answers the files, relative to the workspace.
 * @throws CannotAddError where a name is taken, a module is not there, or its file cannot be understood; nothing is written
 */
export async function addMessages(added: readonly NewMessage[], workspace: Known): Promise<string[]> {
  const editor = new ModuleEditor(workspace, await lineWidthFor(workspace.folder));
  const taken = new Set(workspace.messages.map(({ definition }) => kebab(definition.name)));
  const texts = new Map<string, string>();
  for (const { name, owner, subscribers, text, schema } of added) {
    if (taken.has(kebab(name)))
      throw new CannotAddError(`${name} is there already. Its next version begins with: myelin bump ${name}`);
    taken.add(kebab(name));
    const stem = path.posix.join(foldersOf(workspace.config)[0], owner, `${kebab(name)}.v1`);
    editor.list(memberOf(name), { file: `${stem}.ts`, module: owner, right: 'publishes' });
    for (const module of subscribers) editor.list(memberOf(name), { file: `${stem}.ts`, module, right: 'subscribes' });
    texts.set(`${stem}.ts`, text);
    if (schema !== undefined) texts.set(`${stem}.json`, schema);
  }
  for (const [file, text] of texts) await write(workspace.folder, file, text);
  return [...texts.keys(), ...(await editor.save())];
}

/**
 * Writes a module. Answers its file, relative to the workspace.
 * @throws CannotAddError where the name is taken
 */
export async function addModule(name: string, workspace: Known): Promise<string[]> {
  const [, modules] = foldersOf(workspace.config);
  if (workspace.modules.some(({ definition }) => definition.name === name))
    throw new CannotAddError(`the module ${name} is there already.`);
  const file = path.posix.join(modules, `${name}.ts`);
  await write(workspace.folder, file, moduleText(name));
  return [file];
}

/** What the formatter of a workspace is told; 80 where it is told nothing. */
async function lineWidthFor(folder: string): Promise<number> {
  for (const name of ['biome.json', 'biome.jsonc', '.prettierrc', '.prettierrc.json']) {
    const file = await findUp(name, folder);
    const width = /"(?:lineWidth|printWidth)"\s*:\s*(\d+)/.exec((file && (await textOf(file))) ?? '')?.[1];
    if (width !== undefined) return Number(width);
  }
  return 80;
}

async function write(folder: string, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text, { flag: 'wx' });
}

interface Listed {
  /** The file of the message, relative to the workspace. */
  readonly file: string;
  readonly module: string;
  readonly right: 'publishes' | 'subscribes';
}

/** Changes files of modules by their syntax, and saves them together. */
class ModuleEditor {
  readonly #workspace: Known;
  readonly #lineWidth: number;
  readonly #project = new (morph().Project)({
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    skipAddingFilesFromTsConfig: true,
    manipulationSettings: {
      quoteKind: morph().QuoteKind.Single,
      indentationText: morph().IndentationText.TwoSpaces,
      useTrailingCommas: true,
    },
  });

  constructor(workspace: Known, lineWidth: number) {
    this.#workspace = workspace;
    this.#lineWidth = lineWidth;
  }

  /** Lists a message among those of a right, and imports it. */
  list(member: string, { file, module, right }: Listed): void {
    const source = this.#workspace.modules.find(({ definition }) => definition.name === module);
    if (source === undefined) {
      const names = this.#workspace.modules.map(({ definition }) => definition.name);
      throw new CannotAddError(
        `no module is called ${module}. Give one of ${names.join(', ')}, or add it first: myelin add module ${module}`,
      );
    }
    const text = this.#project.addSourceFileAtPath(path.join(this.#workspace.folder, source.file));
    const definition = objectOf(text, source.exportName);
    if (definition === undefined)
      throw new CannotAddError(
        `${source.file} gives no plain object to defineModule(). List ${member} under ${right} by hand.`,
      );
    importInto(text, { member, from: specifier(source.file, file) });
    addTo(definition, right, { member, file: source.file, lineWidth: this.#lineWidth });
  }

  /** Answers the files, relative to the workspace. */
  async save(): Promise<string[]> {
    const files = this.#project.getSourceFiles();
    for (const file of files) await writeFile(file.getFilePath(), file.getFullText());
    return files.map((file) => path.relative(this.#workspace.folder, file.getFilePath()).replaceAll('\\', '/'));
  }
}

/** What a `define…` call is given. */
function objectOf(file: SourceFile, exportName: string): ObjectLiteralExpression | undefined {
  const { Node } = morph();
  const value = file.getVariableDeclaration(exportName)?.getInitializer();
  const argument = Node.isCallExpression(value) ? value.getArguments()[0] : undefined;
  return Node.isObjectLiteralExpression(argument) ? argument : undefined;
}

interface Listing {
  readonly member: string;
  /** For messages to people. */
  readonly file: string;
  readonly lineWidth: number;
}

function addTo(definition: ObjectLiteralExpression, right: string, { member, file, lineWidth }: Listing): void {
  const { Node } = morph();
  const property = definition.getProperty(right);
  if (property === undefined) {
    definition.addPropertyAssignment({ name: right, initializer: `[${member}]` });
    return;
  }
  const list = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  if (!Node.isArrayLiteralExpression(list))
    throw new CannotAddError(`${right} in ${file} is no list. Add ${member} to it by hand.`);
  if (list.getElements().some((element) => element.getText() === member)) return;
  addElement(list, { member, lineWidth });
}

/** On one line where that is short enough, as formatters do. */
function addElement(list: ArrayLiteralExpression, { member, lineWidth }: Pick<Listing, 'member' | 'lineWidth'>): void {
  const texts = [...list.getElements().map((element) => element.getText()), member];
  const line = `[${texts.join(', ')}]`;
  const column = list.getSourceFile().getLineAndColumnAtPos(list.getStart()).column;
  const lines = ['[', ...texts.map((text) => `  ${text},`), ']'];
  list.replaceWithText(column + line.length > lineWidth ? lines.join('\n') : line);
}

interface ImportText {
  readonly member: string;
  readonly from: string;
}

/** In the order of paths, behind those of packages. */
function importInto(file: SourceFile, { member, from }: ImportText): void {
  const imports = file.getImportDeclarations();
  const same = imports.find((statement) => statement.getModuleSpecifierValue() === from);
  if (same?.getNamedImports().some((name) => name.getName() === member) === true) return;
  const after = imports.findIndex((statement) => {
    const specified = statement.getModuleSpecifierValue();
    return specified.startsWith('.') && specified > from;
  });
  const at = after < 0 ? imports.length : after;
  file.insertImportDeclaration(at, { moduleSpecifier: from, namedImports: [member] });
}

function specifier(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}
