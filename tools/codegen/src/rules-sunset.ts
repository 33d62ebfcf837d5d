/** Deprecated messages have a date; after it, whoever still uses them is told by the check. */
import { type ModuleContract, newest } from './model.ts';
import { Findings, type Problem } from './problem.ts';
import type { Definitions } from './rules-exports.ts';

interface Sunset {
  /** ISO date. */
  readonly today: string;
  /** Takes what is wrong. */
  readonly problems: Problem[];
}

/** Adds a problem for each version whose date has passed, and that is still read or used. */
export function inspectSunset({ workspace, contract }: Definitions, { today, problems }: Sunset): void {
  for (const message of contract.messages) {
    for (const version of message.versions) {
      const sunset = version.deprecated?.sunset;
      if (sunset === undefined || today <= sunset) continue;
      const users = contract.modules.filter((module) => uses(module, message.name)).map(({ name }) => name);
      const used = version === newest(message) ? `${users.join(', ')} uses it` : 'it is still read';
      if (version === newest(message) && users.length === 0) continue;
      const source = workspace.messages.find(
        ({ definition }) => definition.name === message.name && definition.version === version.version,
      );
      const place = { file: source?.file ?? '', exportName: source?.exportName ?? '', path: ['deprecated', 'sunset'] };
      new Findings(problems, place).add(
        `${message.name} version ${version.version} was to be used until ${sunset}, and ${used}`,
        version.deprecated?.use === undefined
          ? 'Stop using it, or move the date.'
          : `Use ${version.deprecated.use}, or move the date.`,
      );
    }
  }
}

function uses({ publishes, subscribes, requests, serves }: ModuleContract, message: string): boolean {
  return [publishes, subscribes, requests, serves].some((names) => names.includes(message));
}
