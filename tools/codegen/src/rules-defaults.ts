/** Another default breaks nobody, and yet old readers go on to see the old one: that is said. */
import { compareShapes } from './compare/compare.ts';
import { type Lock, releasedRevision } from './lock.ts';
import { Findings, type Problem } from './problem.ts';
import { stepsOf } from './published.ts';
import type { Definitions } from './rules-exports.ts';

/** A warning for every field whose default is not the one of the last release. */
export function inspectDefaults({ workspace, contract }: Definitions, lock: Lock): Problem[] {
  const warnings: Problem[] = [];
  for (const { name, versions } of contract.messages) {
    for (const { version, shape, fingerprint } of versions) {
      const locked = lock.messages[name]?.versions[version];
      const last = locked === undefined ? undefined : releasedRevision(locked);
      if (last === undefined || last.fingerprint === fingerprint) continue;
      const source = workspace.messages.find(
        ({ definition }) => definition.name === name && definition.version === version,
      );
      const { findings } = compareShapes(last.shape, shape, { subject: name });
      for (const { rule, path, message } of findings.filter((finding) => finding.rule.startsWith('default-'))) {
        const place = { file: source?.file ?? '', exportName: source?.exportName ?? '' };
        new Findings(warnings, { ...place, path: ['schema', ...stepsOf(path)] }).add(
          `version ${version} of ${name} is published, and ${message} (SEMANTIC, ${rule})`,
          `Leave it where both may be, or run "myelin bump ${name}".`,
        );
      }
    }
  }
  return warnings;
}
