/** The generator on 500 messages in 50 modules: how long it takes, and what its output costs a compiler. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  MESSAGE_COUNT,
  MESSAGES_PER_MODULE,
  memberName,
  messageFile,
  moduleName,
  payloadText,
  writeLargeWorkspace,
} from './large-workspace.ts';
import { grouped, median, printTable, type Row, verdictOf } from './table.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(root, 'tools/codegen/src/cli.ts');
const myelin = ['--conditions=@myelin/source', cli];
const codegen = [...myelin, 'codegen'];

interface Options {
  readonly rounds: number;
  readonly only: RegExp;
}

interface Case {
  readonly name: string;
  readonly unit: 'ms' | 'instantiations';
  /** A measurement must stay below it. */
  readonly max: number;
  /** How often it is measured; once where it says nothing new the second time. */
  readonly rounds?: number;
  readonly measure: (folder: string) => Promise<number>;
}

const cases: readonly Case[] = [
  { name: 'cold', unit: 'ms', max: 10_000, measure: cold },
  { name: 'nothing changed', unit: 'ms', max: 1_000, measure: (folder) => timed(() => generate(folder)) },
  { name: 'a message changed, --watch', unit: 'ms', max: 1_000, rounds: 1, measure: watchStep },
  { name: 'tsc -b of the SDKs', unit: 'ms', max: 15_000, rounds: 1, measure: compile },
  { name: 'types of a consumer, per message', unit: 'instantiations', max: 20, rounds: 1, measure: instantiations },
  { name: 'diff of two locks, all messages broken', unit: 'ms', max: 2_000, measure: diff },
];

/** Measures the generator; answers whether every target is met. */
export async function codegenBench({ rounds, only }: Options): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'myelin-bench-'));
  try {
    await writeLargeWorkspace(folder);
    await linkModules(folder);
    const rows: Row[] = [];
    await generate(folder);
    for (const one of cases.filter(({ name }) => only.test(name))) rows.push(await rowOf(one, { folder, rounds }));
    return printTable(['codegen, 500 messages in 50 modules', 'median', 'least', 'target', 'unit'], rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowOf(one: Case, { folder, rounds }: { folder: string; rounds: number }): Promise<Row> {
  const values: number[] = [];
  for (let round = 0; round < (one.rounds ?? rounds); round++) values.push(await one.measure(folder));
  const cells = [one.name, grouped(median(values)), grouped(Math.min(...values)), `< ${grouped(one.max)}`, one.unit];
  return { cells, verdict: verdictOf(median(values) < one.max) };
}

/** What definitions and SDKs import; the SDKs are found by their names. */
async function linkModules(folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  await mkdir(modules);
  for (const name of ['@myelin', '@types', 'zod'])
    await symlink(path.join(root, 'node_modules', name), path.join(modules, name), 'dir');
  await symlink(path.join(folder, 'sdks'), path.join(modules, '@large'), 'dir');
}

async function generate(folder: string): Promise<void> {
  await run(process.execPath, codegen, { cwd: folder, maxBuffer: 2 ** 24 });
}

/** What was there is put aside: after many files were deleted, ext4 takes seconds longer to make as many new ones. */
async function cold(folder: string): Promise<number> {
  const before = await mkdtemp(path.join(folder, 'before-'));
  await rename(path.join(folder, 'sdks'), path.join(before, 'sdks'));
  await rm(path.join(folder, 'node_modules/.cache'), { recursive: true, force: true });
  return timed(() => generate(folder));
}

/** From the save of a file until the watch says that it is done; the median of some. */
async function watchStep(folder: string): Promise<number> {
  const child = spawn(process.execPath, [...codegen, '--watch'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let heard: () => void = () => undefined;
  child.stdout.on('data', (data: Buffer) => {
    if (data.toString().endsWith('; watching\n')) heard();
  });
  const step = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    heard = resolve;
    return promise;
  };
  try {
    await step();
    const values: number[] = [];
    for (let index = 0; index < MESSAGES_PER_MODULE; index++) {
      const file = path.join(folder, messageFile(7, index));
      const text = await readFile(file, 'utf8');
      const done = step();
      values.push(
        await timed(async () => {
          await writeFile(file, text.replace('.max(280)', `.max(28${index})`).replace('note:', `note${index}:`));
          await done;
        }),
      );
    }
    return median(values);
  } finally {
    child.kill('SIGINT');
  }
}

async function compile(folder: string): Promise<number> {
  return timed(() => tsc(['-b', path.join(folder, 'sdks')], folder));
}

/** A program that uses all messages of a module, against one that only makes a bus. */
async function instantiations(folder: string): Promise<number> {
  const used = await instantiationsOf(folder, { name: 'used', text: consumerText() });
  const none = await instantiationsOf(folder, { name: 'none', text: busText });
  return (used - none) / (2 * MESSAGES_PER_MODULE);
}

interface Program {
  readonly name: string;
  readonly text: string;
}

async function instantiationsOf(folder: string, { name, text }: Program): Promise<number> {
  const below = path.join(folder, name);
  await mkdir(below, { recursive: true });
  await writeFile(path.join(below, 'main.ts'), text);
  await writeFile(path.join(below, 'package.json'), '{ "type": "module" }\n');
  await writeFile(path.join(below, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  const said = await tsc(['-p', below, '--extendedDiagnostics'], folder);
  return Number(/^Instantiations:\s+(\d+)/m.exec(said)?.[1]);
}

const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024', 'ESNext.Disposable'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

const busText = `import { createBus } from '@myelin/bus-core';
await using bus = createBus();
`;

function consumerText(): string {
  const of = (module: number, text: (member: string) => string): string[] =>
    Array.from({ length: MESSAGES_PER_MODULE }, (_, index) => text(memberName(module, index)));
  return [
    busText,
    `import { connectModule7 } from '@large/${moduleName(7)}';`,
    'const self = await connectModule7(bus);',
    ...of(7, (member) => `await self.${member}.publish(${payloadText});`),
    ...of(
      8,
      (member) => `self.${member}.subscribe(({ payload }) => { console.log(payload.source.id, payload.amount); });`,
    ),
  ].join('\n');
}

/** Every message has a field that may be longer than before: old subscribers refuse it, and a message shows it. */
async function diff(folder: string): Promise<number> {
  const lock = path.join(folder, 'schemas/contracts.lock.json');
  const next = path.join(folder, 'next.lock.json');
  await run(process.execPath, [...myelin, 'lock'], { cwd: folder });
  // 280 to 289: the step of the watch has changed some of them.
  await writeFile(next, (await readFile(lock, 'utf8')).replaceAll(/"lengthMax":28\d/g, '"lengthMax":290'));
  let said = '';
  const elapsedMs = await timed(async () => {
    said = await run(process.execPath, [...myelin, 'diff', lock, next], { maxBuffer: 2 ** 24 }).then(
      () => 'compatible',
      (error: { readonly stdout: string }) => error.stdout,
    );
  });
  const found = said.split('\n').filter((line) => line.startsWith('FORWARD ')).length;
  if (found !== MESSAGE_COUNT) throw new Error(`${found} findings where ${MESSAGE_COUNT} were expected`);
  return elapsedMs;
}

async function tsc(args: readonly string[], cwd: string): Promise<string> {
  const script = path.join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [script, ...args], { cwd, maxBuffer: 2 ** 24 });
  return stdout;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
