/** `myelin codegen`: generates, or says what is stale. */
import { fieldsOf } from '../files.ts';
import { generate } from '../main.ts';
import { folderOf } from '../read.ts';
import { warningReport } from '../report.ts';
import type { Change } from '../write.ts';
import type { Call } from './arguments.ts';
import { sourceOf } from './place.ts';

/** Runs the verb; answers its exit code. */
export async function runCodegen({ values, flags }: Call): Promise<number> {
  const source = await sourceOf(values);
  const check = flags.has('check');
  const folder = await folderOf(source);
  const changes = await generate(source, {
    check,
    onWarnings: async (warnings) => {
      process.stderr.write(await warningReport(warnings, folder));
    },
  });
  process.stdout.write(check ? checkReport(changes, await remedy()) : writeReport(changes));
  return check && changes.length > 0 ? 1 : 0;
}

/** The command that writes what is stale: the script of the package that this runs in, or this call without `--check`. */
async function remedy(): Promise<string> {
  const scripts = (await fieldsOf('package.json'))?.['scripts'];
  if (typeof scripts === 'object' && scripts !== null && 'codegen' in scripts) return 'npm run codegen';
  return ['npx', 'myelin', ...process.argv.slice(2).filter((argument) => argument !== '--check')].join(' ');
}

/** What was written and removed, a line each. */
export function writeReport(changes: readonly Change[]): string {
  const words = { missing: 'wrote', stale: 'wrote', extra: 'removed' };
  return `${changes.map(({ kind, file }) => `${words[kind]} ${file}\n`).join('')}${changes.length === 0 ? 'nothing changed\n' : ''}`;
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
