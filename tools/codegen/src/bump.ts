/** Scaffolds the next version of a message: its definition, and the upcaster with every field that can be mapped. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MessageFacts } from './facts.ts';
import { textOf } from './files.ts';
import { writeDraft } from './golden.ts';
import type { Source } from './load.ts';
import { type Contract, newest, type TypeModel, type VersionContract } from './model.ts';
import { kebab } from './names.ts';
import { DefinitionError } from './problem.ts';
import type { Known } from './published.ts';
import { access, propertyName } from './text.ts';

/** What was written, relative to the workspace folder. */
export interface Bumped {
  readonly files: readonly string[];
  readonly from: number;
  readonly to: number;
}

/**
 * Writes version N+1 beside version N, an upcaster between them, and a golden payload. Where version N+1 is there as a draft and only its
 * upcaster is missing, that one is written, with its renamed fields.
 * @throws DefinitionError where there is no such message
 */
export async function bump(
  name: string,
  { workspace, contract }: Pick<Known, 'workspace' | 'contract'>,
): Promise<Bumped> {
  const message = contract.messages.find((each) => each.name === name || kebab(each.name) === name);
  if (message === undefined) throw new DefinitionError([unknownMessage(name, contract)], workspace.folder);
  const draft = newest(message);
  const before = message.versions.at(-2);
  const isOpen = before !== undefined && before.upcast === undefined;
  const [from, to] = isOpen ? [before, draft] : [draft, { ...draft, version: draft.version + 1 }];
  const source = workspace.messages.find(
    ({ definition }) => definition.name === message.name && definition.version === from.version,
  );
  if (source === undefined) throw new DefinitionError([unknownMessage(name, contract)], workspace.folder);
  const at = (ending: string): string => source.file.replace(/\.v\d+\.ts$/, ending);
  const text = (await textOf(path.join(workspace.folder, source.file))) ?? '';
  const upcaster: [string, string] = [at(`.v${from.version}-to-v${to.version}.ts`), upcasterText(source, { from, to })];
  const next = text.replace(new RegExp(`(\\bversion:\\s*)${from.version}\\b`), `$1${to.version}`);
  const schema = await importedSchema(next, { source, from, to, folder: workspace.folder });
  const written = isOpen ? [upcaster] : [[at(`.v${to.version}.ts`), schema.text] as const, ...schema.files, upcaster];
  for (const [file, content] of written) await writeFile(path.join(workspace.folder, file), content, { flag: 'wx' });
  const golden = await writeDraft(message, to, workspace);
  return { files: [...written.map(([file]) => file), golden], from: from.version, to: to.version };
}

interface Beginning extends Ends {
  readonly source: Source<MessageFacts>;
  readonly folder: string;
}

/** A version that imports its schema gets one of its own: the text with another import, and the file. */
async function importedSchema(
  text: string,
  { source: { file }, from, to, folder }: Beginning,
): Promise<{ readonly text: string; readonly files: readonly (readonly [string, string])[] }> {
  const stem = path.posix.basename(file).replace(/\.v\d+\.ts$/, '');
  const [own, next] = [from, to].map(({ version }) => `${stem}.v${version}.json`) as [string, string];
  const schema = text.includes(`'./${own}'`)
    ? await textOf(path.join(folder, path.posix.dirname(file), own))
    : undefined;
  if (schema === undefined) return { text, files: [] };
  return {
    text: text.replace(`'./${own}'`, `'./${next}'`),
    files: [[path.posix.join(path.posix.dirname(file), next), schema]],
  };
}

function unknownMessage(name: string, { messages }: Contract): DefinitionError['problems'][number] {
  return {
    place: { file: 'myelin.config.ts', path: [] },
    message: `no message is called "${name}"`,
    fix: `Write one of ${messages.map((message) => message.name).join(', ')}.`,
  };
}

interface Ends {
  readonly from: VersionContract;
  readonly to: VersionContract;
}

function upcasterText({ exportName, file }: Source<MessageFacts>, { from, to }: Ends): string {
  const [v1, v2] = [`v${from.version}`, `v${to.version}`];
  const base = path.posix.basename(file).replace(/\.v\d+\.ts$/, '');
  return `import { defineUpcaster } from '@myelin/codegen/define';
import { ${exportName} as ${v1} } from './${base}.${v1}.ts';
import { ${exportName} as ${v2} } from './${base}.${v2}.ts';

export const ${exportName}V${from.version}ToV${to.version} = defineUpcaster(${v1}, ${v2}, (payload) => (${mapping(from.shape.type, to.shape.type)}));
`;
}

/** The fields one by one, so that what changes has its line. A field that comes from nowhere is left to the author. */
function mapping(before: TypeModel, after: TypeModel): string {
  if (before.kind !== 'object' || after.kind !== 'object') return 'payload';
  const lines = after.fields.flatMap(({ name, renamedFrom }) => {
    const old =
      before.fields.find((field) => field.name === (renamedFrom ?? name)) ??
      before.fields.find((field) => field.name === name);
    if (old === undefined) return [];
    const value = access('payload', old.name);
    const isThere = !old.optional || old.default !== undefined;
    return isThere
      ? `  ${propertyName(name)}: ${value},`
      : `  ...(${value} === undefined ? {} : { ${propertyName(name)}: ${value} }),`;
  });
  return `{\n${lines.join('\n')}\n}`;
}
