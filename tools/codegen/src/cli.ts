#!/usr/bin/env node
/** The `myelin` command: build-time verbs. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runBump, runChangeset, runLock } from './cli-versions.ts';
import { diff, diffUsage } from './diff-cli.ts';
import { fieldsOf } from './files.ts';
import { generate } from './main.ts';
import { sourceOf, UnusableArgumentError } from './place.ts';
import { locate } from './positions.ts';
import { DefinitionError, type Problem } from './problem.ts';
import { folderOf, type WorkspaceSource } from './read.ts';
import { type Change, RefusedFileError } from './write.ts';

const usage = `myelin codegen [--check] [PLACE]   generate the SDKs
myelin changeset [PLACE]           note how far each SDK moves, in one changeset that is written anew
myelin lock [PLACE]                publish every message as it stands; a step of a release
myelin bump MESSAGE [PLACE]        begin the next version of a message

  --check         write nothing; exit 1 where a generated file is stale

PLACE is a config file, or what such a file would say; schemas/myelin.config.ts where nothing is given:

  --config FILE   workspace definition
  --schemas DIR   folder with messages/ and modules/, and without a config file
  --out DIR       with --schemas: folder that the SDKs are written to
  --scope NAME    with --schemas: npm scope of the SDKs, as @acme
  --catalog DIR   with --schemas: folder of the catalogue; without it none is written
`;

const options = {
  check: { type: 'boolean' },
  config: { type: 'string' },
  schemas: { type: 'string' },
  out: { type: 'string' },
  scope: { type: 'string' },
  catalog: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Exit codes: 0 done, 1 stale files, 2 definitions or arguments that cannot be used. */
async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'diff' && !args.includes('--help') && !args.includes('-h')) return diff(args.slice(1));
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (values.help === true || positionals.length > 2) return usageFor(values.help);
  const [verb = '', subject] = positionals;
  return guarded(async () => {
    const run = verbOf(verb, { source: await sourceOf(values), subject, check: values.check === true });
    return run === undefined ? usageFor(false) : run();
  });
}

function usageFor(help: boolean | undefined): number {
  process.stdout.write(`${usage}\n${diffUsage}`);
  return help === true ? 0 : 2;
}

interface Call {
  readonly source: WorkspaceSource;
  readonly subject: string | undefined;
  readonly check: boolean;
}

/** What a verb does, or undefined for a call that makes no sense. */
function verbOf(verb: string, { source, subject, check }: Call): (() => Promise<number>) | undefined {
  if (verb === 'bump' && subject !== undefined) return () => said(runBump(source, subject));
  if (subject !== undefined) return undefined;
  if (verb === 'codegen') return () => codegen(source, check);
  if (verb === 'changeset') return () => said(runChangeset(source));
  return verb === 'lock' ? () => said(runLock(source)) : undefined;
}

async function said(text: Promise<string>): Promise<number> {
  process.stdout.write(await text);
  return 0;
}

async function codegen(source: WorkspaceSource, check: boolean): Promise<number> {
  const folder = await folderOf(source);
  const changes = await generate(source, { check, onWarnings: (warnings) => warn(warnings, folder) });
  process.stdout.write(check ? checkReport(changes, await remedy()) : writeReport(changes));
  return check && changes.length > 0 ? 1 : 0;
}

/** Reports what stands in the way, and answers 2 then. */
async function guarded(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof DefinitionError) process.stderr.write(await problemReport(error));
    else if (error instanceof RefusedFileError || error instanceof UnusableArgumentError)
      process.stderr.write(`${error.message}\n`);
    else throw error;
    return 2;
  }
}

function writeReport(changes: readonly Change[]): string {
  const words = { missing: 'wrote', stale: 'wrote', extra: 'removed' };
  return `${changes.map(({ kind, file }) => `${words[kind]} ${file}\n`).join('')}${changes.length === 0 ? 'nothing changed\n' : ''}`;
}

/** The command that writes what is stale: the script of the package that this runs in, or this call without `--check`. */
async function remedy(): Promise<string> {
  const scripts = (await fieldsOf('package.json'))?.['scripts'];
  if (typeof scripts === 'object' && scripts !== null && 'codegen' in scripts) return 'npm run codegen';
  return ['npx', 'myelin', ...process.argv.slice(2).filter((argument) => argument !== '--check')].join(' ');
}

function checkReport(changes: readonly Change[], command: string): string {
  if (changes.length === 0) return 'generated files are up to date\n';
  return `${changes.map((change) => `${change.kind} ${change.file}\n${firstDifference(change)}`).join('')}\nRun: ${command}\n`;
}

/** The first line that differs, as it is and as it should be. */
function firstDifference({ kind, before, after }: Change): string {
  if (kind !== 'stale') return '';
  const [old, now] = [before.split('\n'), after.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  const at = line < 0 ? now.length : line;
  return `  line ${at + 1}\n  - ${old[at] ?? ''}\n  + ${now[at] ?? ''}\n`;
}

async function problemReport({ problems, folder }: DefinitionError): Promise<string> {
  const lines = await problemLines(problems, folder);
  return `${lines.join('')}${problems.length} problem${problems.length === 1 ? '' : 's'}\n`;
}

async function warn(warnings: readonly Problem[], folder: string): Promise<void> {
  const lines = await problemLines(warnings, folder);
  process.stderr.write(lines.map((line) => `warning: ${line}`).join(''));
}

async function problemLines(problems: readonly Problem[], folder: string): Promise<string[]> {
  const positions = await locate(problems, folder);
  const lines = problems.map((problem) => {
    const { file, path: steps } = problem.place;
    const { line, column } = positions.get(problem) ?? { line: 1, column: 1 };
    const at = steps.length === 0 ? '' : ` ${steps.join('.')}:`;
    return `${path.relative('.', path.join(folder, file))}:${line}:${column}${at} ${problem.message}. ${problem.fix}\n`;
  });
  return lines.sort();
}

process.exitCode = await main(process.argv.slice(2));
