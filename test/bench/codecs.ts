/** How fast the generated binary codec is and how small its bytes, beside other codecs with the same payloads. */
import type { Speed } from './codecs/child.ts';
import { type CodecName, codecs } from './codecs/contenders.ts';
import { type PayloadKind, payloads } from './payloads.ts';
import { child, interleave } from './rounds.ts';
import { grouped, median, printTable, type Row, verdictOf } from './table.ts';

type Peer = Exclude<CodecName, 'myelin'>;

interface Target {
  readonly peer: Peer;
  readonly measure: keyof Speed;
  readonly kinds: readonly PayloadKind[];
  /** At least so many times as fast as the peer; of `bytes` at most that share of the peer's. */
  readonly bound: number;
}

const allKinds: readonly PayloadKind[] = ['flat', 'nested', 'union'];
/** V8 of Node 26 parses and writes JSON faster than that of Node 24 does. */
const TIMES_JSON_NESTED = Number.parseInt(process.versions.node, 10) >= 26 ? 4.5 : 6;

const targets: readonly Target[] = [
  { peer: 'protobufjs', measure: 'encode', kinds: allKinds, bound: 2 },
  { peer: 'avsc', measure: 'decode', kinds: allKinds, bound: 1 },
  { peer: 'JSON', measure: 'encode', kinds: ['flat'], bound: 3 },
  { peer: 'JSON', measure: 'decode', kinds: ['flat'], bound: 3 },
  { peer: 'JSON', measure: 'trip', kinds: ['nested'], bound: TIMES_JSON_NESTED },
  { peer: 'JSON', measure: 'bytes', kinds: ['flat'], bound: 0.5 },
  { peer: 'JSON', measure: 'bytes', kinds: ['nested', 'union'], bound: 0.65 },
];

const labels: Readonly<Record<keyof Speed, string>> = {
  encode: 'encode',
  decode: 'decode',
  trip: 'round trip',
  bytes: 'bytes',
};

type Results = ReadonlyMap<string, readonly Speed[]>;

const SCRIPT = new URL('./codecs/child.ts', import.meta.url);
const SEPARATOR = ': ';

/** True where every target is met. */
export async function codecBench(options: { readonly rounds: number; readonly only: RegExp }): Promise<boolean> {
  const names = Object.keys(payloads)
    .flatMap((kind) => Object.keys(codecs).map((codec) => nameOf(kind, codec)))
    .filter((name) => options.only.test(name));
  const one = (name: string): Promise<Speed> => child<Speed>(SCRIPT, name.split(SEPARATOR));
  const results = await interleave(names, { rounds: options.rounds, one });
  console.log(`payloads to bytes and back, ${options.rounds} rounds of fresh processes, medians\n`);
  printTable(['', 'encodes/s', 'decodes/s', 'round trips/s', 'bytes'], [...results].map(speedRow));
  console.log();
  return printTable(['', 'measured', 'target'], ratioRows(results));
}

function nameOf(kind: string, codec: string): string {
  return `${kind}${SEPARATOR}${codec}`;
}

function speedRow([name, speeds]: [string, readonly Speed[]]): Row {
  const middle = (measure: keyof Speed): number => median(speeds.map((speed) => speed[measure]));
  const perSecond = (['encode', 'decode', 'trip'] as const).map((measure) => grouped(1e9 / middle(measure)));
  return { cells: [name, ...perSecond, grouped(middle('bytes'))], verdict: '' };
}

function ratioRows(results: Results): Row[] {
  return targets.flatMap((target) =>
    target.kinds.flatMap((kind) => {
      const [ours, theirs] = [results.get(nameOf(kind, 'myelin')), results.get(nameOf(kind, target.peer))];
      return ours === undefined || theirs === undefined ? [] : [ratioRow(target, kind, { ours, theirs })];
    }),
  );
}

/** Ratios are taken inside a round: noise that lasts longer than a process meets both sides. */
function ratioRow(
  { peer, measure, bound }: Target,
  kind: PayloadKind,
  { ours, theirs }: { readonly ours: readonly Speed[]; readonly theirs: readonly Speed[] },
): Row {
  const times = median(ours.map((speed, round) => (theirs[round]?.[measure] ?? Number.NaN) / speed[measure]));
  const isSize = measure === 'bytes';
  const ratio = isSize ? 1 / times : times;
  const met = isSize ? ratio <= bound : ratio >= bound;
  const label = `${nameOf(kind, labels[measure])}, myelin / ${peer}`;
  return {
    cells: [label, ratio.toFixed(2), `${isSize ? '≤' : '≥'} ${bound.toFixed(2)}`],
    verdict: verdictOf(met),
  };
}
