/** What the last run depended on and wrote: where all of it is as it was, the next run has nothing to do. */
import { hash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isoDay } from './day.ts';
import { fieldsOf, findUp, type Reads } from './files.ts';
import { type Folders, listFiles } from './list.ts';
import type { Problem } from './problem.ts';
import { leftovers } from './write.ts';

/** A folder that was written to. */
export interface Written {
  /** Absolute path. */
  readonly folder: string;
  /** Text by file, relative to the folder. */
  readonly plan: ReadonlyMap<string, string>;
  /** Where the generator's own files may be. */
  readonly patterns: readonly string[];
}

/** A run that went well. */
export interface Run {
  /** How the generator was called. */
  readonly call: string;
  /** Absolute path of the workspace. */
  readonly folder: string;
  readonly folders: Folders;
  readonly reads: Reads;
  /** Absolute paths of the files that were loaded. */
  readonly loaded: readonly string[];
  readonly written: readonly Written[];
  readonly warnings: readonly Problem[];
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
}

type Known = Readonly<Record<string, string | null>>;

interface RunState {
  readonly call: string;
  /** Some rules know dates. */
  readonly day: string;
  readonly folders: Folders;
  readonly definitions: readonly string[];
  /** Hashes by absolute path; null for what was not there. */
  readonly texts: Known;
  readonly links: Known;
  readonly written: readonly {
    readonly folder: string;
    readonly files: readonly string[];
    readonly patterns: readonly string[];
  }[];
  readonly warnings: readonly Problem[];
}

/** Warnings of the last run where the next would do the same; undefined where it might not. */
export async function unchanged(call: string, folder: string): Promise<readonly Problem[] | undefined> {
  const file = await stateFile(call, folder);
  const state = file === undefined ? undefined : await stateIn(file);
  if (state?.call !== call || state.day !== isoDay()) return undefined;
  const isSame =
    Object.entries(state.texts).every(([text, known]) => hashOf(text) === known) &&
    Object.entries(state.links).every(([link, known]) => targetOf(link) === known) &&
    sameList(await definitionsIn(state.folders, folder), state.definitions) &&
    (await Promise.all(state.written.map(isAlone))).every(Boolean);
  return isSame ? state.warnings : undefined;
}

/** Keeps what a run depended on, where there is a `node_modules` to keep it in and nothing moved meanwhile. */
export async function remember(run: Run): Promise<void> {
  const { call, folder, folders, reads, loaded, written, warnings } = run;
  const file = await stateFile(call, folder);
  const definitions = await definitionsIn(folders, folder);
  const isSeen = definitions.every((definition) => loaded.includes(path.join(folder, definition)));
  if (file === undefined || !isSeen || (await Promise.all(loaded.map((each) => isYounger(each, run)))).some(Boolean))
    return;
  const texts: Record<string, string | null> = {};
  for (const [name, text] of reads.texts) texts[name] = text === undefined ? null : digest(text);
  for (const name of loaded) texts[name] = hashOf(name);
  for (const { folder: out, plan } of written)
    for (const [name, text] of plan) texts[path.join(out, name)] = digest(text);
  // What the run made of its own folders is part of how they are now.
  const links = Object.fromEntries([...reads.links.keys()].map((name) => [name, targetOf(name)]));
  const lists = written.map(({ folder: out, plan, patterns }) => ({ folder: out, files: [...plan.keys()], patterns }));
  const state: RunState = { call, day: isoDay(), folders, definitions, texts, links, written: lists, warnings };
  await mkdir(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, JSON.stringify(state));
  await rename(fresh, file);
  await forgetOldest(path.dirname(file));
}

/** As many calls and workspaces are remembered. */
const statesMax = 32;

async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= statesMax) return;
  const files = await Promise.all(names.map(async (name) => ({ name, ms: await writtenMs(path.join(folder, name)) })));
  const old = files.toSorted((left, right) => right.ms - left.ms).slice(statesMax);
  for (const { name } of old) await rm(path.join(folder, name), { force: true });
}

/** Zero for a file that another run has forgotten meanwhile. */
async function writtenMs(file: string): Promise<number> {
  return (await stat(file).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
}

/** A file that says nothing sensible is as good as none. */
async function stateIn(file: string): Promise<RunState | undefined> {
  try {
    return (await fieldsOf(file)) as RunState | undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function stateFile(call: string, folder: string): Promise<string | undefined> {
  const modules = await findUp('node_modules', folder);
  return modules === undefined
    ? undefined
    : path.join(modules, '.cache/myelin', `${digest(`${folder}\n${call}`)}.json`);
}

async function definitionsIn(folders: Folders, folder: string): Promise<string[]> {
  return (await listFiles(folders, folder)).map(({ file }) => file);
}

async function isAlone({ folder, files, patterns }: RunState['written'][number]): Promise<boolean> {
  return (await leftovers(folder, { patterns, known: new Set(files) })).length === 0;
}

/** A file that was written since the run began may not be what the run saw. */
async function isYounger(file: string, { startedMs }: Run): Promise<boolean> {
  return (await stat(file)).mtimeMs >= startedMs;
}

function hashOf(file: string): string | null {
  return ifThere(() => digest(readFileSync(file)));
}

function targetOf(link: string): string | null {
  return ifThere(() => realpathSync(link));
}

/** One after the other and without promises: thousands of small files are read so in the least time. */
function ifThere(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function digest(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
