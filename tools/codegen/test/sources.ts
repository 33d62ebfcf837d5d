/** What the generator makes of one schema, without a workspace around it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Issue } from '../../../packages/bus-core/src/contract.ts';
import { binaryFile } from '../src/binary/file.ts';
import type { AnySchema } from '../src/define.ts';
import { evaluate } from '../src/evaluate.ts';
import { fingerprintOf } from '../src/fingerprint.ts';
import { ordinalsOf, withoutDocs } from '../src/lock.ts';
import type { MessageContract, Revision, Shape } from '../src/model.ts';
import { Findings, type Problem } from '../src/problem.ts';
import { printSource } from '../src/render/frame.ts';
import { messageFile } from '../src/render/message.ts';
import { protobufFile } from '../src/render/protobuf.ts';
import { supportFile, wireFile } from '../src/render/wire.ts';

/** The model of a schema and what was said about it. */
export function modelOf(schema: AnySchema): { shape: Shape; problems: Problem[]; fingerprint: string } {
  const problems: Problem[] = [];
  const { shape } = evaluate(schema, new Findings(problems, { file: 'test.ts', path: [] }));
  return { shape, problems, fingerprint: fingerprintOf(shape) };
}

/** A schema as the lock holds it once it was published. */
export function revisionOf(schema: AnySchema): Revision {
  const { shape, fingerprint } = modelOf(schema);
  return { fingerprint, ordinals: ordinalsOf(shape, {}), shape: withoutDocs(shape) };
}

/** Generated sources of one message named Thing with this schema. */
export function sourcesOf(
  schema: AnySchema,
  extra: Partial<MessageContract['versions'][0]> = {},
): Record<string, string> {
  const { shape, fingerprint } = modelOf(schema);
  const version = {
    version: 1,
    source: 'thing.v1.ts',
    doc: 'A thing.',
    shape,
    fingerprint,
    carriage: {},
    examples: [],
    reserved: [],
    ...extra,
  };
  const message: MessageContract = { name: 'Thing', owner: 'shop', topic: 'shop.thing', versions: [version] };
  return {
    'support.wire.gen.ts': printSource(supportFile()),
    'messages/thing.gen.ts': printSource(messageFile(message, undefined)),
    'messages/thing.wire.gen.ts': printSource(wireFile(message)),
    'messages/thing.binary.wire.gen.ts': printSource(binaryFile(message, message.versions[0])),
    'messages/thing.protobuf.gen.ts': printSource(protobufFile(message, { scope: '@acme' })),
  };
}

export interface Validator {
  readonly check: (value: unknown) => boolean;
  readonly accepts: (value: unknown) => boolean;
  readonly explain: (value: unknown) => Issue[];
  readonly fill: (value: unknown) => unknown;
}

/** Writes the sources of a schema into an empty folder, and loads its validator. */
export async function loadValidator(folder: string, schema: AnySchema): Promise<Validator> {
  await mkdir(path.join(folder, 'messages'), { recursive: true });
  for (const [file, text] of Object.entries(sourcesOf(schema))) await writeFile(path.join(folder, file), text);
  const wire = (await import(pathToFileURL(path.join(folder, 'messages/thing.wire.gen.ts')).href)) as Record<
    string,
    Validator['fill']
  >;
  return {
    check: wire['checkThing'] as Validator['check'],
    accepts: wire['acceptsThing'] as Validator['accepts'],
    explain: wire['explainThing'] as Validator['explain'],
    fill: wire['fillThing'] ?? ((value) => value),
  };
}
