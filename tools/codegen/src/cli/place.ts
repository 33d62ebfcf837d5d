/** Where the command line says that a workspace is. */
import path from 'node:path';
import type { WorkspaceDefinition } from '../define.ts';
import { realOf } from '../files.ts';
import { isScope } from '../names.ts';
import type { WorkspaceSource } from '../source.ts';
import { UnusableArgumentError } from './arguments.ts';

/** The config file of a workspace, in its folder. */
export const configName = 'myelin.config.ts';

/** What the command line may say; folders relative to the working directory. */
type PlaceOptions = Readonly<Partial<Record<'config' | 'schemas' | 'out' | 'scope' | 'catalog', string>>>;

/**
 * Either a config file, `schemas/myelin.config.ts` where nothing is said, or a folder without one and all that it would say.
 * @throws UnusableArgumentError where both are given, or the second in part
 */
export async function sourceOf({ config, schemas, out, scope, catalog }: PlaceOptions): Promise<WorkspaceSource> {
  if (schemas === undefined) {
    const alone = Object.entries({ out, scope, catalog }).find(([, value]) => value !== undefined);
    if (alone !== undefined)
      throw new UnusableArgumentError(`--${alone[0]} goes with --schemas. A config file says it for itself.`);
    return config ?? path.join('schemas', configName);
  }
  if (config !== undefined) throw new UnusableArgumentError('--config and --schemas exclude each other. Give one.');
  if (out === undefined || scope === undefined)
    throw new UnusableArgumentError('--schemas needs --out and --scope. Give all three, or --config FILE.');
  if (!isScope(scope))
    throw new UnusableArgumentError(`--scope "${scope}" is no npm scope. Write it in lower case, as @acme.`);
  await refuseUnusable(schemas);
  const absolute = { out: path.resolve(out), ...(catalog === undefined ? {} : { catalog: path.resolve(catalog) }) };
  return { folder: path.resolve(schemas), config: { scope, ...absolute } satisfies WorkspaceDefinition };
}

/** A folder that has a config file is read by it, or what it says would go unheard. */
async function refuseUnusable(schemas: string): Promise<void> {
  if ((await realOf(schemas)) === undefined)
    throw new UnusableArgumentError(`--schemas ${schemas} is no folder. Write the definitions first.`);
  const config = path.join(schemas, configName);
  if ((await realOf(config)) !== undefined)
    throw new UnusableArgumentError(`${config} is there, and says all of this. Give --config ${config} instead.`);
}
