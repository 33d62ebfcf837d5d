/** How fast a contender is: the best of many short windows, and the mean of all of them. */
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { Contender, Tally } from './contender.ts';

const WARM_UP_MS = 400;
const WINDOW_MS = 60;
const WINDOWS = 15;
/** Messages between two turns of the event loop, so that nothing overflows and input and output are not starved. */
const BURST = 1_024;
const ARRIVAL_MS = 5_000;

export interface Speed {
  /** Messages per second in the best window. */
  readonly best: number;
  /** Messages per second over all windows. */
  readonly mean: number;
  /** Deliveries that never came. */
  readonly lost: number;
}

/** Runs a contender that is set up, for about 1.3 s. */
export async function measure(contender: Contender, tally: Tally): Promise<Speed> {
  const warm = await spend(contender, WARM_UP_MS);
  const speeds: { readonly sent: number; readonly ms: number }[] = [];
  for (let window = 0; window < WINDOWS; window++) speeds.push(await spend(contender, WINDOW_MS));
  const sent = speeds.reduce((sum, speed) => sum + speed.sent, 0);
  const ms = speeds.reduce((sum, speed) => sum + speed.ms, 0);
  const lost = await missing(tally, (warm.sent + sent) * contender.fanOut);
  const best = Math.max(...speeds.map((speed) => (speed.sent / speed.ms) * 1_000));
  return { best, mean: (sent / ms) * 1_000, lost };
}

async function spend(contender: Contender, forMs: number): Promise<{ sent: number; ms: number }> {
  const start = performance.now();
  let now = start;
  let sent = 0;
  while (now - start < forMs) {
    const sending = contender.send(BURST);
    if (sending !== undefined) await sending;
    await immediate();
    sent += BURST;
    now = performance.now();
  }
  return { sent, ms: now - start };
}

async function missing(tally: Tally, expected: number): Promise<number> {
  const deadline = performance.now() + ARRIVAL_MS;
  while (tally.received < expected && performance.now() < deadline) await sleep(5);
  return expected - tally.received;
}
