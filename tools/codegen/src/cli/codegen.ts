/** `myelin codegen`: generates, or says what is stale. */
import { fieldsOf, type Reads, recorded } from '../files.ts';
import { ImportTrace } from '../imports.ts';
import { withPositions } from '../positions.ts';
import type { Problem } from '../problem.ts';
import { warningReport } from '../report.ts';
import { folderOf, type WorkspaceSource } from '../source.ts';
import { remember, unchanged } from '../state.ts';
import type { Change } from '../write.ts';
import { type Call, UnusableArgumentError } from './arguments.ts';
import { sourceOf } from './place.ts';
import { writeReport } from './written.ts';

/** Runs the verb; answers its exit code. */
export async function runCodegen({ values, flags }: Call): Promise<number> {
  const source = await sourceOf(values);
  if (flags.has('watch') && flags.has('check'))
    throw new UnusableArgumentError('--check and --watch exclude each other. Give one.');
  if (flags.has('watch')) return (await import('./watch.ts')).runWatch(source);
  if (flags.has('check')) return check(source);
  const folder = await folderOf(source);
  const call = JSON.stringify(source);
  const known = await unchanged(call, folder);
  if (known !== undefined) {
    process.stderr.write(await warningReport(known, folder));
    process.stdout.write(writeReport([]));
    return 0;
  }
  process.stdout.write(writeReport(await write(source, { call, folder })));
  return 0;
}

interface Remembered {
  readonly call: string;
  readonly folder: string;
}

/** Generates, and remembers all that it depended on. The generator is loaded here, so that its files are seen too. */
async function write(source: WorkspaceSource, { call, folder }: Remembered): Promise<readonly Change[]> {
  const startedMs = Date.now();
  const reads: Reads = { texts: new Map(), links: new Map() };
  using trace = new ImportTrace();
  const { generated } = await import('../main.ts');
  const { known, outputs, changes, warnings } = await recorded(reads, () =>
    generated(source, { onWarnings: warn(folder) }),
  );
  const loaded = [...new Set(trace.imports().flat())];
  const located = await withPositions(warnings, folder);
  await remember({
    call,
    folder,
    folders: known.workspace.config,
    reads,
    loaded,
    written: outputs,
    warnings: located,
    startedMs,
  });
  return changes;
}

function warn(folder: string): (warnings: readonly Problem[]) => Promise<void> {
  return async (warnings) => {
    process.stderr.write(await warningReport(warnings, folder));
  };
}

async function check(source: WorkspaceSource): Promise<number> {
  const { generate } = await import('../main.ts');
  const changes = await generate(source, { check: true, onWarnings: warn(await folderOf(source)) });
  process.stdout.write(checkReport(changes, await remedy()));
  return changes.length > 0 ? 1 : 0;
}

/** The command that writes what is stale: the script of the package that this runs in, or this call without `--check`. */
async function remedy(): Promise<string> {
  const scripts = (await fieldsOf('package.json'))?.['scripts'];
  if (typeof scripts === 'object' && scripts !== null && 'codegen' in scripts) return 'npm run codegen';
  return ['npx', 'myelin', ...process.argv.slice(2).filter((argument) => argument !== '--check')].join(' ');
}

function checkReport(changes: readonly Change[], command: string): string {
  if (changes.length === 0) return 'generated files are up to date\n';
  return `${changes.map((change) => `${change.kind} ${change.file}\n${firstDifference(change)}`).join('')}\nRun: ${command}\n`;
}

/** The first line that differs, as it is and as it should be. */
function firstDifference({ kind, before, after }: Change): string {
  if (kind !== 'stale') return '';
  const [old, now] = [before.split('\n'), after.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  const at = line < 0 ? now.length : line;
  return `  line ${at + 1}\n  - ${old[at] ?? ''}\n  + ${now[at] ?? ''}\n`;
}
