/** Rules between the versions of one message: every version that is read leads, step by step, to the newest. */
import type { CastFacts } from './facts.ts';
import type { Source } from './load.ts';
import type { VersionContract } from './model.ts';
import { kebab } from './names.ts';
import { Findings, type Problem } from './problem.ts';
import type { Definitions } from './rules-exports.ts';

/** Adds a problem for every step that is missing, and for every cast that is none. */
export function inspectVersions({ workspace, contract }: Definitions, problems: Problem[]): void {
  for (const { name, versions } of contract.messages) {
    for (const [index, older] of versions.entries()) {
      const next = versions[index + 1];
      const source = workspace.messages.find(
        ({ definition }) => definition.name === name && definition.version === older.version,
      );
      if (next === undefined || source === undefined || older.upcast !== undefined) continue;
      const file = `${kebab(name)}.v${older.version}-to-v${next.version}.ts`;
      new Findings(problems, { file: source.file, exportName: source.exportName, path: ['version'] }).add(
        `nothing leads from version ${older.version} of ${name} to version ${next.version}`,
        `Write ${file} with defineUpcaster(), or remove version ${older.version} with everything that reads it.`,
      );
    }
  }
  for (const cast of workspace.casts) {
    const findings = new Findings(problems, { file: cast.file, exportName: cast.exportName, path: [] });
    const versions = contract.messages.find(({ name }) => name === cast.definition.from.name)?.versions ?? [];
    inspectCast(cast, versions, findings);
  }
}

function inspectCast(
  { definition, file }: Source<CastFacts>,
  versions: readonly VersionContract[],
  findings: Findings,
): void {
  const { from, to } = definition;
  const [start, end] = [from, to].map(({ version }) => versions.findIndex((each) => each.version === version));
  if (from.name !== to.name || start === undefined || end === undefined || Math.abs(start - end) !== 1) {
    findings.add(
      `${from.name} version ${from.version} and ${to.name} version ${to.version} are no neighbours`,
      'Give two neighbouring versions of one message, as their files export them.',
    );
    return;
  }
  const inFile = /\.v(\d+)-to-v(\d+)\.ts$/.exec(file);
  if (Number(inFile?.[1]) !== from.version || Number(inFile?.[2]) !== to.version)
    findings.add(
      `a cast from version ${from.version} to ${to.version} stands in a file of another name`,
      `Name the file …v${from.version}-to-v${to.version}.ts.`,
    );
  for (const { example, path } of definition.refusals)
    findings.add(
      `version ${to.version} refuses what example ${example} becomes${path === '' ? '' : `, at ${path}`}`,
      'Return a payload of that version.',
    );
}
