#!/usr/bin/env node
/** The `myelin` command: build-time verbs. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './main.ts';
import { locate } from './positions.ts';
import { DefinitionError } from './problem.ts';
import { type Change, RefusedFileError } from './write.ts';

const usage = `myelin codegen [--check] [--config FILE]

  --check         write nothing; exit 1 where a generated file is stale
  --config FILE   workspace definition (default: schemas/myelin.config.ts)
`;

/** Exit codes: 0 done, 1 stale files, 2 definitions or arguments that cannot be used. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: 'boolean' }, config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true || positionals.length !== 1 || positionals[0] !== 'codegen') {
    process.stdout.write(usage);
    return values.help === true ? 0 : 2;
  }
  return codegen(values.config ?? 'schemas/myelin.config.ts', values.check === true);
}

async function codegen(config: string, check: boolean): Promise<number> {
  try {
    const changes = await generate(config, { check });
    process.stdout.write(check ? checkReport(changes) : writeReport(changes));
    return check && changes.length > 0 ? 1 : 0;
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
  const positions = await locate(problems, folder);
  const lines = problems.map((problem) => {
    const { file, path: steps } = problem.place;
    const { line, column } = positions.get(problem) ?? { line: 1, column: 1 };
    const at = steps.length === 0 ? '' : ` ${steps.join('.')}:`;
    return `${path.relative('.', path.join(folder, file))}:${line}:${column}${at} ${problem.message}. ${problem.fix}\n`;
  });
  return `${lines.sort().join('')}${problems.length} problem${problems.length === 1 ? '' : 's'}\n`;
}

process.exitCode = await main(process.argv.slice(2));
