#!/usr/bin/env node
/** The `myelin` command: build-time verbs. */
import path from 'node:path';
import { type Call, parse, UnusableArgumentError } from './cli/arguments.ts';
import { overviewText, verbText } from './cli/help.ts';
import { sourceOf } from './cli/place.ts';
import type { Verb } from './cli/verbs.ts';
import { fieldsOf } from './files.ts';
import { DefinitionError, RefusedFileError } from './problem.ts';
import { problemReport } from './report.ts';

/** Exit codes are those of the table of verbs. What a verb needs is loaded when it is called. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const parsed = parse(args);
    if (!('show' in parsed)) return await run(parsed);
    process.stdout.write(parsed.show === 'version' ? `${await version()}\n` : helpText(parsed.verb));
    return args.length === 0 ? 2 : 0;
  } catch (error) {
    process.stderr.write(await reportOf(error));
    return 2;
  }
}

function helpText(verb: Verb | undefined): string {
  return verb === undefined ? overviewText() : verbText(verb);
}

async function version(): Promise<string> {
  const { version: number } = (await fieldsOf(path.join(import.meta.dirname, '../package.json'))) ?? {};
  return String(number);
}

const runs: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  init: async ({ values }) => said((await import('./cli/scaffold.ts')).runInit(values['scope'])),
  'add message': async (call) => said((await import('./cli/scaffold.ts')).runAddMessage(call)),
  'add module': async (call) => said((await import('./cli/scaffold.ts')).runAddModule(call)),
  import: async (call) => (await import('./cli/scaffold.ts')).runImport(call),
  codegen: async (call) => (await import('./cli/codegen.ts')).runCodegen(call),
  lock: async ({ values }) => said((await import('./cli/versions.ts')).runLock(await sourceOf(values))),
  changeset: async ({ values }) => said((await import('./cli/versions.ts')).runChangeset(await sourceOf(values))),
  bump: async ({ values, subjects: [name = ''] }) =>
    said((await import('./cli/versions.ts')).runBump(await sourceOf(values), name)),
  diff: async (call) => (await import('./cli/diff.ts')).runDiff(call),
};

async function run(call: Call): Promise<number> {
  return (await runs[call.verb.name]?.(call)) ?? 2;
}

async function said(text: Promise<string>): Promise<number> {
  process.stdout.write(await text);
  return 0;
}

/** What stands in the way, for people; anything else that is thrown is a defect, and shown as one. */
async function reportOf(error: unknown): Promise<string> {
  if (error instanceof DefinitionError) return problemReport(error);
  if (error instanceof RefusedFileError || error instanceof UnusableArgumentError) return `${error.message}\n`;
  throw error;
}

process.exitCode = await main(process.argv.slice(2));
