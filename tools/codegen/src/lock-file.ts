/** Reads the files that keep what was published and what was acknowledged. Merges and hands edit them, so nothing is taken on trust. */
import path from 'node:path';
import { isLock } from './compare/read-model.ts';
import { textOf } from './files.ts';
import { fingerprintOf } from './fingerprint.ts';
import { isSchema } from './json-schema.ts';
import { type Lock, type LockedVersion, lockFile, ordinalsOf } from './lock.ts';
import type { Ordinals } from './model.ts';
import { DefinitionError, Findings, type Problem } from './problem.ts';
import type { Acknowledged } from './rules-lock.ts';

/** Breaks that are wanted, in the folder of the workspace. */
export const acknowledgedFile = 'acknowledged.json';

const restore = 'Take the file back from version control: only "myelin lock" writes it.';

/**
 * The lock of a workspace; an empty one where nothing was published yet. Adds a problem for each revision that is not what
 * was once written.
 * @throws DefinitionError where the file is no lock
 */
export async function readLock({ folder }: { readonly folder: string }, problems: Problem[]): Promise<Lock> {
  const value = await jsonOf(folder, { file: lockFile, fix: restore });
  if (value === undefined) return { format: 1, messages: {} };
  const findings = new Findings(problems, { file: lockFile, path: [] });
  if (isSchema(value) && value['format'] !== undefined && value['format'] !== 1)
    findings.add('the lock has a form that this generator does not know', 'Use the generator that wrote it.');
  else if (!isLock(value)) findings.add('the lock has parts that are not right', restore);
  else {
    for (const [name, { versions }] of Object.entries(value.messages))
      for (const [number, version] of Object.entries(versions))
        inspectVersion(`${name} version ${number}`, version, findings);
    return value;
  }
  throw new DefinitionError(problems, folder);
}

/** A revision is told by its fingerprint, and no field ever leaves its place on the wire. */
function inspectVersion(name: string, { revisions, release }: LockedVersion, findings: Findings): void {
  const wrong = (what: string): void => findings.add(`${what} of ${name} is not as it was published`, restore);
  let before: Ordinals = {};
  for (const [index, { fingerprint, shape, ordinals }] of revisions.entries()) {
    if (fingerprintOf(shape) !== fingerprint) wrong(`revision ${index + 1}`);
    if (!holds(ordinals, before) || !holds(ordinals, ordinalsOf(shape, ordinals)))
      wrong(`the place of a field in revision ${index + 1}`);
    before = ordinals;
  }
  if (release !== undefined && !revisions.some(({ fingerprint }) => fingerprint === release.fingerprint))
    wrong('the last release');
}

/** Whether the one begins with all that the other has. */
function holds(ordinals: Ordinals, others: Ordinals): boolean {
  return Object.entries(others).every(([place, names]) => {
    const own = Object.hasOwn(ordinals, place) ? ordinals[place] : undefined;
    return names.every((name, index) => own?.[index] === name);
  });
}

/**
 * The breaks that are wanted.
 * @throws DefinitionError where the file is no list of them
 */
export async function readAcknowledged(
  { folder }: { readonly folder: string },
  problems: Problem[],
): Promise<readonly Acknowledged[]> {
  const fix = 'Write a list of entries with message, version, path, reason and until.';
  const value = await jsonOf(folder, { file: acknowledgedFile, fix });
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isAcknowledged)) return value;
  new Findings(problems, { file: acknowledgedFile, path: [] }).add(
    'an entry lacks something, or there is no list',
    fix,
  );
  throw new DefinitionError(problems, folder);
}

function isAcknowledged(value: unknown): value is Acknowledged {
  const isText = (name: string): boolean => isSchema(value) && typeof value[name] === 'string';
  return ['message', 'path', 'reason', 'until'].every(isText) && isSchema(value) && Number.isInteger(value['version']);
}

/** @throws DefinitionError where the text is no JSON */
async function jsonOf(
  folder: string,
  { file, fix }: { readonly file: string; readonly fix: string },
): Promise<unknown> {
  const text = await textOf(path.join(folder, file));
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const place = { file, path: [] };
    throw new DefinitionError([{ place, message: `the file is no JSON: ${error.message}`, fix }], folder);
  }
}
