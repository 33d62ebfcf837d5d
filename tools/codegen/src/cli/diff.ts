/** `myelin diff OLD NEW`: whether what the one file describes can be read by who knows the other. */
import { readFile } from 'node:fs/promises';
import { compareShapes } from '../compare/compare.ts';
import { compareSchemas } from '../compare/compare-schemas.ts';
import { compareContracts, compareVersions } from '../compare/contracts.ts';
import type { Comparison } from '../compare/finding.ts';
import { isTooDeep, isTooLarge } from '../compare/json-size.ts';
import { type Model, readModel } from '../compare/read-model.ts';
import { isCompatible, jsonReport, type Mode, textReport } from '../compare/report.ts';
import { withRounding } from '../compare/rounding.ts';
import { dialectOf } from '../compare/schema-document.ts';
import { isSchema } from '../json-schema.ts';
import type { Shape } from '../model.ts';
import { normalise } from '../normalise.ts';
import { Findings, type Problem } from '../problem.ts';
import type { Call } from './arguments.ts';

/** What cannot be compared, in one line. */
class UnusableInputError extends Error {
  override readonly name = 'UnusableInputError';
}

interface Options {
  readonly old: string;
  readonly next: string;
  readonly mode: Mode;
  readonly contract: boolean;
  readonly json: boolean;
}

/** Runs the verb; answers its exit code. */
export async function runDiff({ subjects: [old = '', next = ''], values, flags }: Call): Promise<number> {
  const mode = (values['mode'] ?? 'full') as Mode;
  try {
    return await compareFiles({ old, next, mode, contract: values['as'] === 'contract', json: flags.has('json') });
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error;
    process.stderr.write(`${error.message.replaceAll(/\s+/g, ' ')}\n`);
    return 2;
  }
}

async function compareFiles(options: Options): Promise<number> {
  const [old, next] = [await inputOf(options.old), await inputOf(options.next)];
  const read = compared({ ...old, name: options.old }, { ...next, name: options.next }, options);
  const comparison = withRounding(read, [old.text, next.text]);
  process.stdout.write(options.json ? jsonReport(comparison, options.mode) : textReport(comparison, options.mode));
  return isCompatible(comparison, options.mode) ? 0 : 1;
}

interface Input {
  readonly text: string;
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
  return { text, value, model };
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
