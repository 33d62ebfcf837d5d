/** Whether a heap grew. */

/** Growth in ten minutes: 60 million messages, so one object that is kept for every 4,000 of them is seen. */
export const SLOPE_BYTES: number = 2 ** 20;
/** From one collection to the next it moves by this much though nothing is kept: code that is compiled anew, inline caches. */
export const NOISE_BYTES: number = 2 ** 18;
/** Of 100,000 a second; fewer, and the run shows nothing. */
export const RATE_MIN: number = 95_000;

const TEN_MINUTES_MS = 600_000;

export interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

export interface Growth {
  readonly bytes: number;
  readonly overMs: number;
}

/** From the median of the first third to that of the last: a single odd sample says nothing. */
export function growth(samples: readonly Sample[]): Growth {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const [first, last] = [middle(samples.slice(0, third)), middle(samples.slice(-third))];
  return { bytes: last.bytes - first.bytes, overMs: last.atMs - first.atMs };
}

/** What is wrong, in words; nothing where the heap is flat. */
export function verdictOf(run: { readonly grown: Growth; readonly ratePerSecond: number }): Growths {
  const { grown, ratePerSecond } = run;
  const allowed = NOISE_BYTES + SLOPE_BYTES * (grown.overMs / TEN_MINUTES_MS);
  const failures: string[] = [];
  if (grown.bytes > allowed) failures.push(`the heap grew by ${grown.bytes} bytes, ${Math.round(allowed)} are allowed`);
  if (ratePerSecond < RATE_MIN) failures.push(`only ${Math.round(ratePerSecond)} a second: this machine is too busy`);
  return { grown, failures };
}

interface Growths {
  readonly grown: Growth;
  readonly failures: readonly string[];
}

/** The medians of both. */
function middle(samples: readonly Sample[]): Sample {
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return { atMs: median(samples.map(({ atMs }) => atMs)), bytes: median(samples.map(({ bytes }) => bytes)) };
}
