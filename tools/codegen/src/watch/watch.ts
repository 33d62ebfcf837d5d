/** `myelin codegen --watch`: generates again what a change asks for, until it is told to end. */
import { folderOf, type WorkspaceSource } from '../source.ts';
import { FolderWatcher } from './folders.ts';
import { FreshLoader } from './loader.ts';
import { Session, type Step } from './session.ts';

export interface WatchOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly onStep: (step: Step) => void | Promise<void>;
  /** Takes what stood in the way of a step; the watch goes on. */
  readonly onError: (error: unknown) => void | Promise<void>;
}

/** Generates at once, and again after every change, until the signal aborts. A step that fails writes nothing. */
export async function watchWorkspace(source: WorkspaceSource, options: WatchOptions): Promise<void> {
  const { signal, onStep, onError } = options;
  await using loader = new FreshLoader();
  using watcher = new FolderWatcher();
  const session = new Session(source, { folder: await folderOf(source), loader });
  while (!signal.aborted) {
    watcher.set(await session.folders());
    try {
      const step = await session.step();
      if (step !== undefined) await onStep(step);
    } catch (error) {
      await onError(error);
    }
    // A folder that is new may have got files before it was watched: it is looked at once more before waiting.
    if (!watcher.set(await session.folders())) await watcher.changed(signal);
  }
}
