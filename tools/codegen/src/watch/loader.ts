/** Loads schema files, each time in a fresh worker. The next one is started ahead, so that nobody waits for it. */
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LoadReply, LoadRequest } from './worker.ts';

const loadMsMax = 60_000;

/** Ends with its worker. */
export class FreshLoader implements AsyncDisposable {
  #next: Worker = startWorker();

  /**
   * What files define, and what they import.
   * @throws Error where that cannot be told: the worker ended, or took longer than a minute
   */
  async load(request: LoadRequest): Promise<LoadReply> {
    const worker = this.#next;
    const replied = once(worker, 'message', { signal: AbortSignal.timeout(loadMsMax) });
    worker.postMessage(request);
    try {
      const [reply] = (await replied) as [LoadReply];
      return reply;
    } finally {
      this.#next = startWorker();
      await worker.terminate();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#next.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`));
}
