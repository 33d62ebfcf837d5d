/** Golden payloads as bytes, beside those in JSON: what the code in the SDKs made of them when they were published. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { binaryFile, binaryNames } from './binary/file.ts';
import { realOf } from './files.ts';
import { goldenFiles, goldenName, parseGolden } from './golden.ts';
import { type Lock, revisionsOf } from './lock.ts';
import type { Contract, MessageContract, VersionContract } from './model.ts';
import { printSource } from './render/frame.ts';
import { supportFile } from './render/wire.ts';

const LENGTH_BYTES = 4;

/** What the generated file of a version exports. */
interface Codec {
  encode(payload: unknown): Uint8Array;
}

interface Wanted {
  readonly message: MessageContract;
  readonly version: VersionContract;
  /** The golden payloads in JSON, relative to the workspace. */
  readonly file: string;
}

interface Place {
  readonly folder: string;
  readonly lock: Lock;
  /** Golden files in JSON that were just written. */
  readonly renewed: readonly string[];
}

/**
 * Writes the bytes of every golden file that has none, or was just written; answers what to say of it. Without the bus in
 * reach of the workspace there is nothing that could encode, and so nothing is written.
 */
export async function writeGoldenBytes(contract: Contract, { folder, lock, renewed }: Place): Promise<string[]> {
  const wanted: Wanted[] = [];
  const files = await goldenFiles(folder);
  for (const message of contract.messages) {
    for (const version of message.versions) {
      const revisions = revisionsOf(lock, message.name, version);
      const revision = revisions.findIndex(({ fingerprint }) => fingerprint === version.fingerprint) + 1;
      const file = files.get(goldenName(message.name, { version: version.version, revision }));
      if (revision === 0 || file === undefined) continue;
      const isThere = (await realOf(path.join(folder, bytesFile(file)))) !== undefined;
      if (!isThere || renewed.includes(file)) wanted.push({ message, version, file });
    }
  }
  return wanted.length === 0 ? [] : await writeAll(wanted, folder);
}

/** Path of the bytes beside a golden file in JSON. */
export function bytesFile(file: string): string {
  return file.replace(/\.json$/, '.bin');
}

/** Each payload behind its length, four bytes, the lowest first. */
function packed(payloads: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    payloads.flatMap((payload) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(payload.length);
      return [length, payload];
    }),
  );
}

/** The payloads of a file of bytes. */
export function parseGoldenBytes(bytes: Buffer): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + LENGTH_BYTES;
    at = start + bytes.readUInt32LE(at);
    payloads.push(bytes.subarray(start, at));
  }
  return payloads;
}

async function writeAll(wanted: readonly Wanted[], folder: string): Promise<string[]> {
  const scratch = await mkdtemp(path.join(folder, '.tmp-golden-'));
  try {
    await mkdir(path.join(scratch, 'messages'));
    await writeFile(path.join(scratch, 'support.wire.gen.ts'), printSource(supportFile()));
    const lines: string[] = [];
    for (const each of wanted) {
      const codec = await load(each, scratch);
      if (codec === undefined) return ['left out the golden payloads as bytes: @myelin/bus-core is not installed here'];
      const { payloads } = parseGolden(await readFile(path.join(folder, each.file), 'utf8'));
      await writeFile(
        path.join(folder, bytesFile(each.file)),
        packed(payloads.map((payload) => codec.encode(payload))),
      );
      lines.push(`wrote ${bytesFile(each.file)}`);
    }
    return lines;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Undefined where the runtime of generated code is not to be found. */
async function load({ message, version }: Wanted, scratch: string): Promise<Codec | undefined> {
  const { file, name } = binaryNames(message, version);
  const target = path.join(scratch, 'messages', `${file}.gen.ts`);
  await writeFile(target, printSource(binaryFile(message, version)));
  try {
    const exported = (await import(pathToFileURL(target).href)) as Readonly<Record<string, Codec>>;
    return exported[name];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
