/** What the codec is tried on: the messages of the demo, one schema with everything in it, and schemas at random. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PayloadCodec } from '../../packages/bus-core/src/contract.ts';
import { binaryFile } from '../../tools/codegen/src/binary/file.ts';
import { evaluate } from '../../tools/codegen/src/evaluate.ts';
import { fingerprintOf } from '../../tools/codegen/src/fingerprint.ts';
import { readContract } from '../../tools/codegen/src/main.ts';
import type { MessageContract, Revision, Shape } from '../../tools/codegen/src/model.ts';
import { Findings, type Problem } from '../../tools/codegen/src/problem.ts';
import { printSource } from '../../tools/codegen/src/render/frame.ts';
import { supportFile, wireFile } from '../../tools/codegen/src/render/wire.ts';
import { Chance } from '../../tools/codegen/test/compare/chance.ts';
import { type Draft, makeSchema } from '../../tools/codegen/test/compare/make-schema.ts';
import { root } from '../tidy/source.ts';
import { everything } from './everything.ts';

/** A version of a message, with what is generated for it. */
export interface Subject {
  readonly name: string;
  readonly shape: Shape;
  readonly codec: PayloadCodec;
  /** Whether a publisher may write it. */
  readonly check: (value: unknown) => boolean;
  /** Whether a reader takes it. */
  readonly accepts: (value: unknown) => boolean;
}

/** One version of a message to generate code for. */
export interface Wanted {
  readonly name: string;
  readonly shape: Shape;
  /** Every one that was published, where this is not the only one. */
  readonly revisions?: readonly Revision[];
}

/** Generates the code of shapes into a folder that is gone afterwards, and loads it. */
export async function generated(wanted: readonly Wanted[]): Promise<Subject[]> {
  const folder = await mkdtemp(path.join(root, 'test/fuzz/.tmp-'));
  try {
    await mkdir(path.join(folder, 'messages'));
    await writeFile(path.join(folder, 'support.wire.gen.ts'), printSource(supportFile()));
    return await Promise.all(wanted.map((each, index) => load(each, { folder, file: `subject-${index}` })));
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Loading {
  readonly folder: string;
  readonly file: string;
}

async function load({ name, shape, revisions }: Wanted, { folder, file }: Loading): Promise<Subject> {
  const message = messageOf(shape, revisions);
  const [version] = message.versions;
  const sources = { binary: binaryFile(message, version), wire: wireFile(message) };
  const loaded = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [kind, source] of Object.entries(sources)) {
    const target = path.join(folder, 'messages', `${file}.${kind}.gen.ts`);
    await writeFile(target, printSource(source));
    loaded.set(kind, (await import(pathToFileURL(target).href)) as Readonly<Record<string, unknown>>);
  }
  const { binaryThing } = loaded.get('binary') ?? {};
  const { checkThing, acceptsThing } = loaded.get('wire') ?? {};
  return {
    name,
    shape,
    codec: binaryThing as PayloadCodec,
    check: checkThing as Subject['check'],
    accepts: acceptsThing as Subject['accepts'],
  };
}

function messageOf(shape: Shape, revisions: readonly Revision[] | undefined): MessageContract {
  const version = {
    version: 1,
    source: 'thing.v1.ts',
    doc: 'A thing.',
    shape,
    fingerprint: fingerprintOf(shape),
    carriage: {},
    examples: [],
    reserved: [],
    ...(revisions === undefined ? {} : { history: revisions }),
  };
  return { name: 'Thing', owner: 'shop', topic: 'shop.thing', versions: [version] };
}

/** The shape of a schema; undefined where the generator refuses it. */
export function shapeOf(schema: Draft): Shape | undefined {
  const problems: Problem[] = [];
  const { shape } = evaluate(schema, new Findings(problems, { file: 'test.ts', path: [] }));
  return problems.length === 0 ? shape : undefined;
}

/** Subjects of a seed: those that are always there, and `random` others. */
export async function subjectsOf(seed: number, random: number): Promise<Subject[]> {
  const { contract } = await readContract(`${root}schemas/myelin.config.ts`);
  const demo = contract.messages.flatMap(({ name, versions }) =>
    versions.map(({ version, shape }) => ({ name: `${name} ${version}`, shape })),
  );
  const made = Array.from({ length: random }, (_, index) => {
    const shape = shapeOf(makeSchema(new Chance(seed + index), { patterns: false }));
    return shape === undefined ? [] : [{ name: `schema of seed ${seed + index}`, shape }];
  });
  const all = shapeOf(everything);
  return await generated([...demo, ...(all === undefined ? [] : [{ name: 'everything', shape: all }]), ...made.flat()]);
}
