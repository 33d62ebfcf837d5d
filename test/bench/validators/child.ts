/** One validator on one kind of payload in its own process; prints its speed as JSON. Arguments: kind, name. */
import { type PayloadKind, payloads } from '../payloads.ts';
import { type Validate, type ValidatorName, validators } from './contenders.ts';

const WARM_UP_MS = 300;
const WINDOW_MS = 40;
const WINDOWS = 15;
const BURST = 64;

const [kind, name] = process.argv.slice(2) as [PayloadKind, ValidatorName];
const { pool } = payloads[kind];
const validate = await validators[name](kind);
spend(validate, WARM_UP_MS);
const windows = Array.from({ length: WINDOWS }, () => spend(validate, WINDOW_MS));
process.stdout.write(`${JSON.stringify({ ns: Math.min(...windows) })}\n`);

/** Nanoseconds a payload. */
function spend(check: Validate, forMs: number): number {
  const start = performance.now();
  let now = start;
  let checked = 0;
  while (now - start < forMs) {
    for (let n = 0; n < BURST; n++) if (!check(pool[n % pool.length])) throw new Error(`${name} refuses ${kind}`);
    checked += BURST;
    now = performance.now();
  }
  return ((now - start) * 1e6) / checked;
}
