/** `npm run test:long -- soak [--minutes 10]`: 100,000 messages a second, and a heap that stays flat. */

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createBus } from '@myelin/bus-core';
import { pace } from '../bench/pace.ts';
import { assertConserved } from '../conformance/accounts.ts';
import { growth, NOISE_BYTES, RATE_MIN, SLOPE_BYTES, verdictOf } from './growth.ts';
import { churn, load } from './load.ts';

const SAMPLE_MS = 2_000;
/** Until histories, dead letters, rings and compiled code have their size. */
const WARM_SHARE = 0.25;
const MINUTE_MS = 60_000;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is left after everything that can go has gone. */
function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const bus = createBus();
const { streams, tally } = await load(bus);
const samples: { readonly atMs: number; readonly bytes: number }[] = [];
const startMs = performance.now();
const rounds = Math.max(12, Math.round((minutes * MINUTE_MS) / SAMPLE_MS));
for (let round = 0; round < rounds; round++) {
  await pace(streams, SAMPLE_MS);
  await churn(bus);
  samples.push({ atMs: performance.now() - startMs, bytes: heapBytes() });
}
const sentSeconds = (rounds * SAMPLE_MS) / 1_000;
await bus.drain({ timeoutMs: 30_000 });
assertConserved(bus);
await bus.close();

const measured = samples.slice(Math.floor(rounds * WARM_SHARE));
const verdict = verdictOf({ grown: growth(measured), ratePerSecond: tally.sent / sentSeconds });
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
console.log(`${tally.sent} messages in ${sentSeconds.toFixed(0)} s of sending, ${tally.handled} handled`);
console.log(`heap after collection: ${samples.map(({ bytes }) => mib(bytes)).join(' ')} MiB`);
console.log(`growth ${mib(verdict.grown.bytes)} MiB in ${(verdict.grown.overMs / MINUTE_MS).toFixed(1)} minutes`);
console.log(
  `allowed ${mib(SLOPE_BYTES)} MiB in 10 minutes and ${mib(NOISE_BYTES)} MiB at all; at least ${RATE_MIN} a second`,
);
console.log(verdict.failures.length === 0 ? 'flat' : verdict.failures.join('\n'));
if (verdict.failures.length > 0) process.exitCode = 1;
