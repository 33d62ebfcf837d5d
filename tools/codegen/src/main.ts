/** The generator: evaluate → contract → compare with what was published → plan → write. */
import path from 'node:path';
import { assemble } from './assemble.ts';
import { catalogOutput, type Output } from './catalog/files.ts';
import { inspectTopology } from './catalog/findings.ts';
import { inspectChangesets } from './changesets.ts';
import { textOf } from './files.ts';
import { lockFile, readLock } from './lock.ts';
import { outFolder, planFiles } from './plan.ts';
import { DefinitionError, type Problem } from './problem.ts';
import { type Known, withPublished } from './published.ts';
import { readWorkspace, type WorkspaceSource } from './read.ts';
import { inspectRules } from './rules.ts';
import { type Acknowledged, inspectLock } from './rules-lock.ts';
import { inspectSunset } from './rules-sunset.ts';
import { apply, type Change, difference } from './write.ts';

/**
 * Reads a workspace and checks all of its rules, and that what was published keeps its meaning. With `check`, also that
 * nobody uses what was to be gone by today.
 * @throws DefinitionError with every problem that was found
 */
export async function readContract(
  source: WorkspaceSource,
  { check = false }: { readonly check?: boolean } = {},
): Promise<Known> {
  const problems: Problem[] = [];
  const workspace = await readWorkspace(source, problems);
  const lock = await readLock(path.join(workspace.folder, lockFile));
  const contract = withPublished(assemble(workspace, problems), lock);
  inspectRules({ workspace, contract }, problems);
  const acknowledged = await readAcknowledged(path.join(workspace.folder, 'acknowledged.json'));
  const today = new Date().toISOString().slice(0, 10);
  inspectLock({ workspace, contract }, { lock, acknowledged, today, problems });
  if (check) inspectSunset({ workspace, contract }, { today, problems });
  if (problems.length > 0) throw new DefinitionError(problems, workspace.folder);
  return { workspace, contract, lock };
}

/**
 * Reads a workspace whose schemas can be said, and which may break rules yet: something in it is only begun.
 * @throws DefinitionError with every schema that cannot be said
 */
export async function readDraft(source: WorkspaceSource): Promise<Pick<Known, 'workspace' | 'contract'>> {
  const problems: Problem[] = [];
  const workspace = await readWorkspace(source, problems);
  const contract = assemble(workspace, problems);
  if (problems.length > 0) throw new DefinitionError(problems, workspace.folder);
  return { workspace, contract };
}

async function readAcknowledged(file: string): Promise<readonly Acknowledged[]> {
  const text = await textOf(file);
  return text === undefined ? [] : (JSON.parse(text) as readonly Acknowledged[]);
}

export interface GenerateOptions {
  /** Write nothing. */
  readonly check?: boolean;
  /** Takes what is no error and yet odd about the flow of messages; called once. */
  readonly onWarnings?: (warnings: readonly Problem[]) => void | Promise<void>;
}

/**
 * Generates the SDKs of a workspace and its catalogue, and answers what changed; with `check`, what would. Where nothing
 * would, the check goes on to the changesets.
 * @throws DefinitionError with every problem that was found
 */
export async function generate(
  source: WorkspaceSource,
  { check = false, onWarnings }: GenerateOptions = {},
): Promise<Change[]> {
  const known = await readContract(source, { check });
  const { workspace, contract } = known;
  const warnings = inspectTopology(contract, workspace);
  await onWarnings?.(warnings);
  const out = outFolder(workspace);
  const packages: Output = { folder: out, plan: await planFiles(contract, workspace) };
  const found: { readonly folder: string; readonly changes: Change[] }[] = [];
  for (const { folder, plan, ...options } of [packages, ...catalogOutput(contract, workspace)])
    found.push({ folder, changes: await difference(plan, folder, options) });
  if (!check) for (const { folder, changes } of found) await apply(changes, folder);
  // Stale files first: they are mended by another command.
  else if (found.every(({ changes }) => changes.length === 0)) await checkChangesets(known);
  return found.flatMap(({ folder, changes }) => {
    const below = path.relative(out, folder).replaceAll('\\', '/');
    return changes.map((change) => ({ ...change, file: path.posix.join(below, change.file) }));
  });
}

async function checkChangesets(known: Known): Promise<void> {
  const problems: Problem[] = [];
  await inspectChangesets(known, problems);
  if (problems.length > 0) throw new DefinitionError(problems, known.workspace.folder);
}
