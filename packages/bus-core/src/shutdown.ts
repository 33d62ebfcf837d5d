/** The end of a process: what is under way is finished, and what could not be is named. */
import type { DrainResult } from './engine.ts';

/** What ends. */
export interface Closable {
  drain(options: { readonly timeoutMs?: number }): Promise<DrainResult>;
  close(): Promise<void>;
}

export interface CloseOnSignalsOptions {
  /** @default SIGTERM and SIGINT */
  readonly signals?: readonly NodeJS.Signals[];
  /** @default drainTimeoutMs of the bus */
  readonly timeoutMs?: number;
}

/** See `Bus.closeOnSignals`. */
export function closeOnSignals(bus: Closable, options: CloseOnSignalsOptions = {}): Disposable {
  const { signals = ['SIGTERM', 'SIGINT'], timeoutMs } = options;
  let closing = false;
  const onSignal = (): void => {
    if (closing) process.exit(1);
    closing = true;
    void close(bus, timeoutMs === undefined ? {} : { timeoutMs }).then((code) => process.exit(code));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

async function close(bus: Closable, options: { readonly timeoutMs?: number }): Promise<number> {
  try {
    const result = await bus.drain(options);
    await bus.close();
    if (result.finished) return 0;
    process.stderr.write(unfinishedText(result));
  } catch (error) {
    process.stderr.write(`the bus could not be closed: ${error instanceof Error ? error.message : 'unknown'}\n`);
  }
  return 1;
}

function unfinishedText({ groups, requests, unsent }: DrainResult): string {
  const lines = groups.map(({ group, count }) => `  ${group}: ${count} messages\n`);
  if (unsent > 0) lines.push(`  on their way to the store: ${unsent} messages\n`);
  if (requests > 0) lines.push(`  waiting for replies: ${requests} requests\n`);
  return `not finished when the bus was closed:\n${lines.join('')}`;
}
