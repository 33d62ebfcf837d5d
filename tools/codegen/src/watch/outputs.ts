/** What was written last, so that what is the same is neither rendered nor compared again. */
import type { Output } from '../catalog/files.ts';
import { outputsOf } from '../main.ts';
import { outFolder, type Plan, type RenderMemory } from '../plan.ts';
import type { Known } from '../published.ts';
import { apply, type Change, difference, seenFrom } from '../write.ts';

/** Writes outputs one after the other; what somebody else does to the files meanwhile is not seen. */
export class OutputMemory {
  readonly #rendered: RenderMemory = new Map();
  readonly #plans = new Map<string, Plan>();

  /**
   * Writes what differs from the last time, and answers it.
   * @throws RefusedFileError where a file is somebody else's
   */
  async write(known: Known): Promise<Change[]> {
    const outputs = await outputsOf(known, { rendered: this.#rendered });
    const found = await Promise.all(outputs.map(async (output) => ({ output, changes: await this.#changes(output) })));
    for (const { output, changes } of found) {
      await apply(changes, output.folder);
      this.#plans.set(output.folder, output.plan);
    }
    const out = outFolder(known.workspace);
    return found.flatMap(({ output, changes }) => seenFrom(out, changes, { folder: output.folder }));
  }

  #changes({ folder, plan, patterns: own }: Output): Promise<Change[]> {
    const last = this.#plans.get(folder);
    if (last === undefined) return difference(plan, folder, { patterns: own });
    const other = new Map([...plan].filter(([file, text]) => last.get(file) !== text));
    const patterns = [...last.keys()].filter((file) => !plan.has(file));
    return difference(other, folder, { patterns });
  }
}
