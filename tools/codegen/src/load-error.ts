/** Where a schema file that cannot be imported is broken, read from what Node says about it. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { textOf } from './files.ts';
import type { Position, Problem } from './problem.ts';

interface Imported {
  /** Absolute path of the workspace. */
  readonly folder: string;
  /** What was to be imported, relative to the workspace. */
  readonly file: string;
}

interface Spot {
  /** Absolute path. */
  readonly file: string;
  readonly position: Position;
}

/** The problem of a file that cannot be loaded; where one that it imports is to blame, that one is named. */
export async function loadProblem(error: unknown, { folder, file }: Imported): Promise<Problem> {
  const reason = error instanceof Error ? error.message : String(error);
  const spot = error instanceof Error ? await spotOf(error, folder) : undefined;
  const blamed = spot === undefined ? file : path.relative(folder, spot.file).replaceAll('\\', '/');
  return {
    place: { file: blamed, path: [] },
    message: `the file cannot be loaded: ${reason.replaceAll(`${folder}${path.sep}`, '')}`,
    fix: fixOf(error),
    ...(spot === undefined ? {} : { position: spot.position }),
  };
}

function fixOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return 'Write what Node can run by leaving the types out: const objects for enums, fields for parameter properties.';
  if (code === 'ERR_MODULE_NOT_FOUND')
    return 'Write the path with its ending, as ./order.v1.ts, or install the package that is missing.';
  return 'Mend it so that Node can import it.';
}

async function spotOf(error: Error, folder: string): Promise<Spot | undefined> {
  const found = missingImport(error.message) ?? syntaxSpot(error.stack ?? '') ?? firstFrame(error.stack ?? '', folder);
  return found instanceof Promise ? await found : found;
}

/** Node shows the line before the stack: `file:///a.ts:3`, some lines, and a caret below the last of them. */
function syntaxSpot(stack: string): Spot | undefined {
  const head = /^(file:\/\/\S+?):(\d+)\n([\s\S]*?\n)?( *)\^/.exec(stack);
  if (head === null) return undefined;
  const [, url = '', line = '1', , indent = ''] = head;
  return { file: fileURLToPath(url), position: { line: Number(line), column: indent.length + 1 } };
}

/** The innermost call that stands in the workspace. */
function firstFrame(stack: string, folder: string): Spot | undefined {
  for (const [, url = '', line = '1', column = '1'] of stack.matchAll(/(file:\/\/[^\s)]+?):(\d+):(\d+)\)?$/gm)) {
    const file = fileURLToPath(url);
    if (file.startsWith(`${folder}${path.sep}`) && !file.includes(`${path.sep}node_modules${path.sep}`))
      return { file, position: { line: Number(line), column: Number(column) } };
  }
  return undefined;
}

/** An import that leads nowhere names the two files, and no line. */
function missingImport(message: string): Promise<Spot | undefined> | undefined {
  const [, wanted = '', file] = /^Cannot find (?:module|package) '(.+)' imported from (.+)$/.exec(message) ?? [];
  return file === undefined ? undefined : specifierIn(file, path.basename(wanted));
}

async function specifierIn(file: string, ending: string): Promise<Spot | undefined> {
  const lines = ((await textOf(file)) ?? '').split('\n');
  const index = lines.findIndex((line) => /\b(?:import|from)\b/.test(line) && line.includes(ending));
  const column = /['"][^'"]*$/.exec(lines[index]?.split(ending)[0] ?? '')?.index ?? 0;
  return index < 0 ? undefined : { file, position: { line: index + 1, column: column + 1 } };
}
