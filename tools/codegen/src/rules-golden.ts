/** Golden payloads stay as they were written: one file for every published revision. */
import path from 'node:path';
import { textOf } from './files.ts';
import { type Golden, goldenFiles, goldenFolder, goldenName, parseGolden } from './golden.ts';
import { accepts } from './inspect.ts';
import { type Lock, liveVersions } from './lock.ts';
import type { Revision } from './model.ts';
import { Findings, type Problem } from './problem.ts';

const restore = 'Take the file back from version control: what was published is read for ever.';

interface Place {
  /** Absolute path of the workspace. */
  readonly folder: string;
  /** Takes what is wrong. */
  readonly problems: Problem[];
}

/** Adds a problem for every file that is missing, and for each that its revision could not have written. */
export async function inspectGolden(lock: Lock, { folder, problems }: Place): Promise<void> {
  const files = await goldenFiles(folder);
  for (const [message, locked] of Object.entries(lock.messages)) {
    for (const version of liveVersions(locked)) {
      for (const [index, published] of (locked.versions[version]?.revisions ?? []).entries()) {
        const name = goldenName(message, { version, revision: index + 1 });
        const file = files.get(name);
        const findings = new Findings(problems, { file: file ?? goldenFolder, path: [] });
        const text = file === undefined ? undefined : await textOf(path.join(folder, file));
        if (text === undefined) findings.add(`the golden payload ${name} is gone`, restore);
        else if (!isOf({ message, version, revision: index + 1, published }, text))
          findings.add(`the golden payload ${name} is not as it was written`, restore);
      }
    }
  }
}

interface Wanted extends Pick<Golden, 'message' | 'version' | 'revision'> {
  readonly published: Revision;
}

function isOf({ published, ...wanted }: Wanted, text: string): boolean {
  const golden = goldenIn(text);
  if (golden === undefined || golden.fingerprint !== published.fingerprint) return false;
  const { message, version, revision, payloads } = golden;
  const isSame = message === wanted.message && version === wanted.version && revision === wanted.revision;
  return isSame && payloads.length > 0 && payloads.every((payload) => accepts(payload, published.shape));
}

/** Undefined where the text is no golden file. */
function goldenIn(text: string): Golden | undefined {
  try {
    const golden = parseGolden(text) as Partial<Golden> | null;
    return Array.isArray(golden?.payloads) ? (golden as Golden) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
