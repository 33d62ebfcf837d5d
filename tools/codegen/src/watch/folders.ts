/** Says when something happened in some folders. What it was is for others to find out. */
import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** No event for so long ends a burst: editors write a file in several steps. */
const quietMs = 30;
/** A burst that goes on is looked at after this. */
const burstMsMax = 500;

/** Watches folders, not what is below them. Ends with its watchers. */
export class FolderWatcher implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  #eventsCount = 0;
  #wake: () => void = () => undefined;

  /** Watches these folders and no others from now on; answers whether any is new. */
  set(folders: ReadonlySet<string>): boolean {
    for (const [folder, watcher] of this.#watchers) if (!folders.has(folder)) this.#close(folder, watcher);
    const fresh = [...folders].filter((folder) => !this.#watchers.has(folder));
    for (const folder of fresh) this.#open(folder);
    return fresh.some((folder) => this.#watchers.has(folder));
  }

  /** Resolves once something happened since the last call and all is quiet again, or the signal aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    if (this.#eventsCount === 0) await this.#event(signal);
    const endMs = performance.now() + burstMsMax;
    for (let seen = -1; seen !== this.#eventsCount && performance.now() < endMs && !signal.aborted; ) {
      seen = this.#eventsCount;
      await pause(quietMs);
    }
    this.#eventsCount = 0;
  }

  [Symbol.dispose](): void {
    for (const [folder, watcher] of this.#watchers) this.#close(folder, watcher);
  }

  #event(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    return promise;
  }

  #open(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#note());
      // A folder that is removed may end its watcher in an error: that something happened is all there is to know.
      watcher.on('error', () => {
        this.#close(folder, watcher);
        this.#note();
      });
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }

  #close(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }

  #note(): void {
    this.#eventsCount++;
    this.#wake();
  }
}
