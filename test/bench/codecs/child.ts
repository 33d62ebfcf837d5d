/** One codec on one kind of payload in its own process; prints its speeds as JSON. Arguments: kind, name. */
import { type PayloadKind, payloads } from '../payloads.ts';
import { type Codec, type CodecName, codecs } from './contenders.ts';

const WARM_UP_MS = 250;
const WINDOW_MS = 20;
const WINDOWS = 25;
/** Calls between two looks at the clock, which takes as long as some of them. */
const BURST = 512;

export interface Speed {
  /** Nanoseconds of the processor a payload, in the best window. */
  readonly encode: number;
  readonly decode: number;
  /** Both, one after the other. */
  readonly trip: number;
  /** Of an encoded payload, on average. */
  readonly bytes: number;
}

const [kind, name] = process.argv.slice(2) as [PayloadKind, CodecName];
const codec: Codec = await codecs[name](kind);
const forms = payloads[kind].pool.map((payload) => codec.form(payload) as never);
const encoded = forms.map((form) => codec.encode(form) as never);
encoded.forEach(checkBack);
const speed: Speed = {
  encode: best(() => codec.encode, forms),
  decode: best(() => codec.decode, encoded),
  trip: best(() => (form: never) => codec.decode(codec.encode(form) as never), forms),
  bytes: encoded.reduce((sum, bytes: Uint8Array) => sum + bytes.length, 0) / encoded.length,
};
process.stdout.write(`${JSON.stringify(speed)}\n`);

/** What was read must become the same bytes again. */
function checkBack(bytes: Uint8Array): void {
  const again = codec.encode(codec.decode(bytes as never) as never);
  if (Buffer.compare(again, bytes) !== 0) throw new Error(`${name} changes a payload of ${kind}`);
}

function best(work: () => (item: never) => unknown, items: readonly never[]): number {
  const one = work();
  spend(one, items, WARM_UP_MS);
  return Math.min(...Array.from({ length: WINDOWS }, () => spend(one, items, WINDOW_MS)));
}

/**
 * Nanoseconds an item. Time of the processor instead of the clock's: others at work on the machine do not count, threads that
 * collect garbage do.
 */
function spend(one: (item: never) => unknown, items: readonly never[], forMs: number): number {
  const start = process.cpuUsage();
  let usedMs = 0;
  let done = 0;
  while (usedMs < forMs) {
    for (let n = 0; n < BURST; n++) one(items[n % items.length] as never);
    done += BURST;
    const { user, system } = process.cpuUsage(start);
    usedMs = (user + system) / 1_000;
  }
  return (usedMs * 1e6) / done;
}
