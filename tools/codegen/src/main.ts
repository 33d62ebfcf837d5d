/** The generator: evaluate → contract → plan → write. */
import { assemble } from './assemble.ts';
import type { Contract } from './model.ts';
import { outFolder, planFiles } from './plan.ts';
import { DefinitionError, type Problem } from './problem.ts';
import { readWorkspace, type Workspace } from './read.ts';
import { inspectRules } from './rules.ts';
import { apply, type Change, difference } from './write.ts';

/**
 * Reads a workspace and checks all of its rules.
 * @throws DefinitionError with every problem that was found
 */
export async function readContract(
  configFile: string,
): Promise<{ readonly workspace: Workspace; readonly contract: Contract }> {
  const problems: Problem[] = [];
  const workspace = await readWorkspace(configFile, problems);
  const contract = assemble(workspace, problems);
  inspectRules({ workspace, contract }, problems);
  if (problems.length > 0) throw new DefinitionError(problems);
  return { workspace, contract };
}

/**
 * Generates the SDKs of a workspace, and answers what changed; with `check`, what would.
 * @throws DefinitionError with every problem that was found
 */
export async function generate(
  configFile: string,
  { check = false }: { readonly check?: boolean } = {},
): Promise<Change[]> {
  const { workspace, contract } = await readContract(configFile);
  const out = outFolder(workspace);
  const changes = await difference(await planFiles(contract, workspace), out);
  if (!check) await apply(changes, out);
  return changes;
}
