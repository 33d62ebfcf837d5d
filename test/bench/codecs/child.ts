/** One codec on one kind of payload in its own process; prints its speeds as JSON. Arguments: kind, name. */
import { type PayloadKind, payloads } from '../payloads.ts';
import { type Codec, type CodecName, codecs } from './contenders.ts';

const WARM_UP_MS = 250;
const WINDOW_MS = 30;
const WINDOWS = 15;
const BURST = 64;

export interface Speed {
  /** Nanoseconds a payload, in the best window. */
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

/** Nanoseconds an item. */
function spend(one: (item: never) => unknown, items: readonly never[], forMs: number): number {
  const start = performance.now();
  let now = start;
  let done = 0;
  while (now - start < forMs) {
    for (let n = 0; n < BURST; n++) one(items[n % items.length] as never);
    done += BURST;
    now = performance.now();
  }
  return ((now - start) * 1e6) / done;
}
