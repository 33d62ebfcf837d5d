/** What a run wrote, for people. */
import type { Change } from '../write.ts';

/** What was written and removed, a line each. */
export function writeReport(changes: readonly Change[]): string {
  const words = { missing: 'wrote', stale: 'wrote', extra: 'removed' };
  return `${changes.map(({ kind, file }) => `${words[kind]} ${file}\n`).join('')}${changes.length === 0 ? 'nothing changed\n' : ''}`;
}
