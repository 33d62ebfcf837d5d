/** Scaffolds the next version of a message: its definition, and the upcaster with every field that can be mapped. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MessageDefinition } from './define.ts';
import { textOf } from './files.ts';
import type { Known } from './main.ts';
import { type Contract, newest, type TypeModel, type VersionContract } from './model.ts';
import { kebab } from './names.ts';
import { DefinitionError } from './problem.ts';
import type { Source } from './read.ts';
import { access, propertyName } from './text.ts';

/** What was written, relative to the workspace folder. */
export interface Bumped {
  readonly files: readonly string[];
  readonly from: number;
  readonly to: number;
}

/**
 * Writes version N+1 beside version N and an upcaster between them. Files that are there already stay as they are.
 * @throws DefinitionError where there is no such message
 */
export async function bump(
  name: string,
  { workspace, contract }: Pick<Known, 'workspace' | 'contract'>,
): Promise<Bumped> {
  const version = versionOf(name, contract);
  const source = workspace.messages.find(
    ({ definition }) => definition.name === name && definition.version === version?.version,
  );
  if (version === undefined || source === undefined) throw new DefinitionError([unknownMessage(name, contract)]);
  const [from, to] = [version.version, version.version + 1];
  const folder = path.posix.dirname(source.file);
  const oldFile = path.posix.basename(source.file);
  const newFile = oldFile.replace(/\.v\d+\.ts$/, `.v${to}.ts`);
  const castFile = oldFile.replace(/\.v\d+\.ts$/, `.v${from}-to-v${to}.ts`);
  const text = (await textOf(path.join(workspace.folder, source.file))) ?? '';
  const texts: [string, string][] = [
    [newFile, text.replace(new RegExp(`(\\bversion:\\s*)${from}\\b`), `$1${to}`)],
    [castFile, upcasterText(source, { version, oldFile, newFile })],
  ];
  const files: string[] = [];
  for (const [file, content] of texts) {
    const place = path.posix.join(folder, file);
    if ((await textOf(path.join(workspace.folder, place))) !== undefined) continue;
    await writeFile(path.join(workspace.folder, place), content, { flag: 'wx' });
    files.push(place);
  }
  return { files, from, to };
}

function versionOf(name: string, { messages }: Contract): VersionContract | undefined {
  const message = messages.find((each) => each.name === name || kebab(each.name) === name);
  return message && newest(message);
}

function unknownMessage(name: string, { messages }: Contract): DefinitionError['problems'][number] {
  return {
    place: { file: 'myelin.config.ts', path: [] },
    message: `no message is called "${name}"`,
    fix: `Write one of ${messages.map((message) => message.name).join(', ')}.`,
  };
}

interface CastParts {
  readonly version: VersionContract;
  readonly oldFile: string;
  readonly newFile: string;
}

function upcasterText({ exportName }: Source<MessageDefinition>, { version, oldFile, newFile }: CastParts): string {
  const [from, to] = [version.version, version.version + 1];
  return `import { defineUpcaster } from '@myelin/codegen/define';
import { ${exportName} as v${from} } from './${oldFile}';
import { ${exportName} as v${to} } from './${newFile}';

export const ${exportName}V${from}ToV${to} = defineUpcaster(v${from}, v${to}, (payload) => (${mapping(version.shape.type)}));
`;
}

/** The fields one by one, so that what changes has its line. Fields of the new version that are renamed are found by hand. */
function mapping(type: TypeModel): string {
  if (type.kind !== 'object') return 'payload';
  const lines = type.fields.map(({ name, optional, default: missing }) => {
    const value = access('payload', name);
    if (!optional || missing !== undefined) return `  ${propertyName(name)}: ${value},`;
    return `  ...(${value} === undefined ? {} : { ${propertyName(name)}: ${value} }),`;
  });
  return `{\n${lines.join('\n')}\n}`;
}
