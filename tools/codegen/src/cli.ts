#!/usr/bin/env node
/** The `myelin` command: build-time verbs. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runBump, runLock } from './cli-versions.ts';
import { diff, diffUsage } from './diff-cli.ts';
import { generate } from './main.ts';
import { locate } from './positions.ts';
import { DefinitionError, type Problem } from './problem.ts';
import { type Change, RefusedFileError } from './write.ts';

const usage = `myelin codegen [--check] [--config FILE]   generate the SDKs
myelin lock [--config FILE]                publish every message as it stands; a step of a release
myelin bump MESSAGE [--config FILE]        begin the next version of a message

  --check         write nothing; exit 1 where a generated file is stale
  --config FILE   workspace definition (default: schemas/myelin.config.ts)
`;

/** Exit codes: 0 done, 1 stale files, 2 definitions or arguments that cannot be used. */
async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'diff' && !args.includes('--help') && !args.includes('-h')) return diff(args.slice(1));
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: 'boolean' }, config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [verb = '', subject] = positionals;
  const config = values.config ?? 'schemas/myelin.config.ts';
  const run = verbOf(verb, { config, subject, check: values.check === true });
  if (values.help !== true && run !== undefined && positionals.length <= 2) return guarded(config, run);
  process.stdout.write(`${usage}\n${diffUsage}`);
  return values.help === true ? 0 : 2;
}

interface Call {
  readonly config: string;
  readonly subject: string | undefined;
  readonly check: boolean;
}

/** What a verb does, or undefined for a call that makes no sense. */
function verbOf(verb: string, { config, subject, check }: Call): (() => Promise<number>) | undefined {
  if (verb === 'bump' && subject !== undefined) return () => said(runBump(config, subject));
  if (subject !== undefined) return undefined;
  if (verb === 'codegen') return () => codegen(config, check);
  return verb === 'lock' ? () => said(runLock(config)) : undefined;
}

async function said(text: Promise<string>): Promise<number> {
  process.stdout.write(await text);
  return 0;
}

async function codegen(config: string, check: boolean): Promise<number> {
  const folder = path.dirname(path.resolve(config));
  const changes = await generate(config, { check, onWarnings: (warnings) => warn(warnings, folder) });
  process.stdout.write(check ? checkReport(changes) : writeReport(changes));
  return check && changes.length > 0 ? 1 : 0;
}

/** Reports what stands in the way, and answers 2 then. */
async function guarded(config: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof DefinitionError)
      process.stderr.write(await problemReport(error, path.dirname(path.resolve(config))));
    else if (error instanceof RefusedFileError) process.stderr.write(`${error.message}\n`);
    else throw error;
    return 2;
  }
}

function writeReport(changes: readonly Change[]): string {
  const words = { missing: 'wrote', stale: 'wrote', extra: 'removed' };
  return `${changes.map(({ kind, file }) => `${words[kind]} ${file}\n`).join('')}${changes.length === 0 ? 'nothing changed\n' : ''}`;
}

function checkReport(changes: readonly Change[]): string {
  if (changes.length === 0) return 'generated files are up to date\n';
  return `${changes.map((change) => `${change.kind} ${change.file}\n${firstDifference(change)}`).join('')}\nRun: npx nx run codegen\n`;
}

/** The first line that differs, as it is and as it should be. */
function firstDifference({ kind, before, after }: Change): string {
  if (kind !== 'stale') return '';
  const [old, now] = [before.split('\n'), after.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  const at = line < 0 ? now.length : line;
  return `  line ${at + 1}\n  - ${old[at] ?? ''}\n  + ${now[at] ?? ''}\n`;
}

async function problemReport({ problems }: DefinitionError, folder: string): Promise<string> {
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
