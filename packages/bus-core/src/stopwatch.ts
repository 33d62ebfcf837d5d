/** Time that counts: runs and stands still as it is told. */
export class Stopwatch {
  #runningSinceMs: number | undefined;
  #elapsedMs = 0;

  /** Idempotent. */
  run(running: boolean, nowMs: number): void {
    if (running === (this.#runningSinceMs !== undefined)) return;
    this.#elapsedMs = this.elapsedMs(nowMs);
    this.#runningSinceMs = running ? nowMs : undefined;
  }

  elapsedMs(nowMs: number): number {
    return this.#elapsedMs + (this.#runningSinceMs === undefined ? 0 : nowMs - this.#runningSinceMs);
  }
}
