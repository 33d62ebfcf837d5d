/** The generator: evaluate → contract → compare with what was published → plan → write. */
import { assemble } from './assemble.ts';
import { catalogOutput, type Output } from './catalog/files.ts';
import { inspectTopology } from './catalog/findings.ts';
import { inspectChangesets } from './changesets.ts';
import { isoDay } from './day.ts';
import { readAcknowledged, readLock } from './lock-file.ts';
import { outFolder, planFiles, type RenderMemory } from './plan.ts';
import { DefinitionError, type Problem } from './problem.ts';
import { type Known, withPublished } from './published.ts';
import { readWorkspace, type Workspace } from './read.ts';
import { inspectRules } from './rules.ts';
import { inspectDefaults } from './rules-defaults.ts';
import { inspectGolden } from './rules-golden.ts';
import { inspectLock } from './rules-lock.ts';
import { inspectSunset } from './rules-sunset.ts';
import type { WorkspaceSource } from './source.ts';
import { apply, type Change, difference, packagePatterns, seenFrom } from './write.ts';

/**
 * Reads a workspace and checks all of its rules, and that what was published keeps its meaning. With `check`, also that
 * nobody uses what was to be gone by today, and that every golden payload is there.
 * @throws DefinitionError with every problem that was found
 */
export async function readContract(
  source: WorkspaceSource,
  { check = false }: { readonly check?: boolean } = {},
): Promise<Known> {
  const problems: Problem[] = [];
  return await contractOf(await readWorkspace(source, problems), { check, problems });
}

export interface ContractOptions {
  /** Also ask that nobody uses what was to be gone by today, and for every golden payload. @default false */
  readonly check?: boolean;
  /** What was found before, and what is found. */
  readonly problems: Problem[];
}

/**
 * The contract of a workspace that was read.
 * @throws DefinitionError where there is any problem, also one that was found before
 */
export async function contractOf(workspace: Workspace, { check = false, problems }: ContractOptions): Promise<Known> {
  // Rules between definitions would find fault with everything that the missing ones should say.
  if (workspace.isPartial) throw new DefinitionError(problems, workspace.folder);
  const lock = await readLock(workspace, problems);
  const contract = withPublished(assemble(workspace, problems), lock);
  inspectRules({ workspace, contract }, problems);
  const acknowledged = await readAcknowledged(workspace, problems);
  const today = isoDay();
  inspectLock({ workspace, contract }, { lock, acknowledged, today, problems });
  if (check) {
    inspectSunset({ workspace, contract }, { today, problems });
    await inspectGolden(lock, { folder: workspace.folder, problems });
  }
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

export interface GenerateOptions {
  /** Write nothing. */
  readonly check?: boolean;
  /** Takes what is no error and yet odd; called once. */
  readonly onWarnings?: (warnings: readonly Problem[]) => void | Promise<void>;
}

/** What a run came to. */
export interface Generated {
  readonly known: Known;
  readonly outputs: readonly Output[];
  readonly changes: readonly Change[];
  /** What is no error and yet odd. */
  readonly warnings: readonly Problem[];
}

/**
 * Generates the SDKs of a workspace and its catalogue, and answers what changed; with `check`, what would. Where nothing
 * would, the check goes on to the changesets.
 * @throws DefinitionError with every problem that was found
 */
export async function generate(source: WorkspaceSource, options: GenerateOptions = {}): Promise<readonly Change[]> {
  return (await generated(source, options)).changes;
}

/**
 * The same, with all that it came from.
 * @throws DefinitionError as `generate` does
 */
export async function generated(
  source: WorkspaceSource,
  { check = false, onWarnings }: GenerateOptions = {},
): Promise<Generated> {
  const known = await readContract(source, { check });
  const warnings = warningsOf(known);
  await onWarnings?.(warnings);
  const outputs = await outputsOf(known);
  const found: (readonly [folder: string, changes: Change[]])[] = [];
  for (const { folder, plan, patterns } of outputs) found.push([folder, await difference(plan, folder, { patterns })]);
  if (!check) for (const [folder, changes] of found) await apply(changes, folder);
  // Stale files first: they are mended by another command.
  else if (found.every(([, changes]) => changes.length === 0)) await checkChangesets(known);
  const out = outFolder(known.workspace);
  return {
    known,
    outputs,
    warnings,
    changes: found.flatMap(([folder, changes]) => seenFrom(out, changes, { folder })),
  };
}

/**
 * What is odd, and stops nothing.
 * @throws DefinitionError where something odd is to be an error
 */
export function warningsOf({ workspace, contract, lock }: Known): Problem[] {
  return [...inspectTopology(contract, workspace), ...inspectDefaults({ workspace, contract }, lock)];
}

/** Everything that a contract asks for: packages, then the catalogue. */
export async function outputsOf(
  { contract, workspace }: Known,
  options: { readonly rendered?: RenderMemory } = {},
): Promise<Output[]> {
  const plan = await planFiles(contract, workspace, options);
  const packages = { folder: outFolder(workspace), plan, patterns: packagePatterns };
  return [packages, ...catalogOutput(contract, workspace)];
}

async function checkChangesets(known: Known): Promise<void> {
  const problems: Problem[] = [];
  await inspectChangesets(known, problems);
  if (problems.length > 0) throw new DefinitionError(problems, known.workspace.folder);
}
