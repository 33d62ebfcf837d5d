/** `myelin diff OLD NEW`: whether what the one file describes can be read by who knows the other. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { compareShapes } from './compare/compare.ts';
import { compareSchemas } from './compare/compare-schemas.ts';
import { compareContracts, compareVersions } from './compare/contracts.ts';
import type { Comparison } from './compare/finding.ts';
import { isTooDeep, isTooLarge } from './compare/json-size.ts';
import { type Model, readModel } from './compare/read-model.ts';
import { isCompatible, jsonReport, type Mode, textReport } from './compare/report.ts';
import { dialectOf } from './compare/schema-document.ts';
import { isSchema } from './json-schema.ts';
import type { Shape } from './model.ts';
import { normalise } from './normalise.ts';
import { Findings, type Problem } from './problem.ts';

/** How `myelin diff` is called. */
export const diffUsage = `myelin diff OLD.json NEW.json [--mode backward|forward|full] [--as contract] [--json]

  --mode MODE     backward: new readers, old messages; forward: old readers, new messages; full: both (default)
  --as contract   read JSON Schema as messages: writers write what is named alone, readers ignore the rest
  --json          findings as JSON
  exit code       0 compatible, 1 not compatible or undecided, 2 unusable input
`;

/** What cannot be compared, in one line. */
class UnusableInputError extends Error {
  override readonly name = 'UnusableInputError';
}

/** Runs the verb; answers its exit code. */
export async function diff(args: readonly string[]): Promise<number> {
  try {
    const options = optionsOf(args);
    const [old, next] = [await inputOf(options.old), await inputOf(options.next)];
    const comparison = compared({ ...old, name: options.old }, { ...next, name: options.next }, options);
    process.stdout.write(options.json ? jsonReport(comparison, options.mode) : textReport(comparison, options.mode));
    return isCompatible(comparison, options.mode) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error;
    process.stderr.write(`${error.message.replaceAll(/\s+/g, ' ')}\n`);
    return 2;
  }
}

interface Options {
  readonly old: string;
  readonly next: string;
  readonly mode: Mode;
  readonly contract: boolean;
  readonly json: boolean;
}

function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parsed(args);
  const [old, next, ...more] = positionals;
  const { mode = 'full', as, json = false } = values;
  if (old === undefined || next === undefined || more.length > 0)
    throw new UnusableInputError('give two files: myelin diff OLD.json NEW.json');
  if (mode !== 'backward' && mode !== 'forward' && mode !== 'full')
    throw new UnusableInputError(`--mode is backward, forward or full, not "${mode}"`);
  if (as !== undefined && as !== 'contract') throw new UnusableInputError(`--as is contract, not "${as}"`);
  return { old, next, mode, contract: as === 'contract', json };
}

function parsed(args: readonly string[]): {
  values: { mode?: string; as?: string; json?: boolean };
  positionals: string[];
} {
  const options = { mode: { type: 'string' }, as: { type: 'string' }, json: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UnusableInputError(reasonOf(error));
  }
}

interface Input {
  readonly value: unknown;
  readonly model: Model | undefined;
}

async function inputOf(file: string): Promise<Input> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UnusableInputError(`${file}: ${reasonOf(error)}`);
  });
  const value = parsedJson(text.replace(/^\ufeff/, ''), file);
  const model = isTooDeep(value) ? undefined : readModel(value);
  if (model === 'broken') throw new UnusableInputError(`${file}: a contract model with parts that are not right`);
  if (model === undefined && typeof value !== 'boolean' && !isSchema(value))
    throw new UnusableInputError(`${file}: neither JSON Schema nor a contract model`);
  if (model === undefined && dialectOf(value) === undefined)
    throw new UnusableInputError(`${file}: "$schema" names a draft that is not known; 2020-12 and draft-07 are`);
  return { value, model };
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableInputError(`${file}: ${reasonOf(error)}`);
  }
}

interface Named extends Input {
  readonly name: string;
}

function compared(old: Named, next: Named, { contract }: Options): Comparison {
  const [before, after] = [old.model, next.model];
  if (before === undefined && after === undefined && !contract) return compareSchemas(old.value, next.value);
  if (before?.kind === 'contract' && after?.kind === 'contract')
    return compareContracts(before.contract, after.contract);
  if (before?.kind === 'message' && after?.kind === 'message') return compareVersions(before.message, after.message);
  const [left, right] = [shapeOf(old, contract), shapeOf(next, contract)];
  if (left !== undefined && right !== undefined) return compareShapes(left, right, { subject: 'payload' });
  throw new UnusableInputError(`${old.name} and ${next.name}: one is a contract model, the other is not`);
}

/** A schema in the form of the model, where it is to be read so. */
function shapeOf({ value, model, name }: Named, contract: boolean): Shape | undefined {
  if (model !== undefined) return model.kind === 'shape' ? model.shape : undefined;
  if (!contract) return undefined;
  if (!isSchema(value))
    throw new UnusableInputError(`${name}: a schema that is only true or false describes no message`);
  if (isTooDeep(value) || isTooLarge(value))
    throw new UnusableInputError(`${name}: too large or nested too deeply for a message`);
  const problems: Problem[] = [];
  const { shape } = normalise(value, new Findings(problems, { file: name, path: [] }));
  const [problem] = problems;
  if (problem === undefined) return shape;
  const at = problem.place.path.length === 0 ? '' : ` ${problem.place.path.join('.')}:`;
  throw new UnusableInputError(`${name}:${at} ${problem.message}. ${problem.fix}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
