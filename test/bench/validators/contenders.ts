/** Validators of one message, each at its best: what a publisher may write, said once with a boolean. */
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { z } from 'zod';
import { stateChange } from '../../../schemas/messages/analysis-engine/state-change.v1.ts';
import { rawEvent } from '../../../schemas/messages/data-capture/raw-event.v1.ts';
import { eventBatch } from '../../../schemas/messages/storage/event-batch.v1.ts';
import { descriptors } from '../../contract/descriptors.ts';
import { type JsonSchema, jsonSchemaOf } from '../json-schema.ts';
import { type PayloadKind, payloads } from '../payloads.ts';
import { typeOf } from './typebox.ts';

export type Validate = (value: unknown) => boolean;

const schemas: Readonly<Record<PayloadKind, z.ZodType>> = {
  flat: stateChange.schema,
  nested: eventBatch.schema,
  union: rawEvent.schema,
};

/** Name → its validator of a payload. Those that throw where they refuse answer true otherwise. */
export const validators = {
  myelin: async (kind) => descriptorOf(kind).check,
  'zod parse': async (kind) => (value) => schemas[kind].parse(value) !== undefined,
  'zod compile': async (kind) => {
    const compiled = z.compile(schemas[kind], { strict: true });
    return (value) => compiled.parse(value) !== undefined;
  },
  'ajv standalone': async (kind) => await ajvOf(await jsonSchemaOf(kind)),
  'typebox compiled': async (kind) => {
    const compiled = TypeCompiler.Compile(typeOf(await jsonSchemaOf(kind)));
    return (value) => compiled.Check(value);
  },
} satisfies Record<string, (kind: PayloadKind) => Promise<Validate>>;

export type ValidatorName = keyof typeof validators;

function descriptorOf(kind: PayloadKind): { readonly check: Validate } {
  const descriptor = descriptors.get(payloads[kind].message);
  if (descriptor === undefined) throw new Error(`no message is called ${payloads[kind].message}`);
  return descriptor;
}

/** Lengths in UTF-16 code units as everybody else counts them, members of unions by their tag. */
async function ajvOf(schema: JsonSchema): Promise<Validate> {
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    unicode: false,
    discriminator: true,
    code: { source: true, esm: true },
  });
  const text = standalone.default(ajv, ajv.compile(tagged(schema) as object));
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { default: Validate };
  return module.default;
}

/** What ajv needs to know beside `oneOf` to look at one member alone. */
function tagged(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(tagged);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, item]) => [name, tagged(item)]));
  return 'oneOf' in inner
    ? { type: 'object', required: ['kind'], discriminator: { propertyName: 'kind' }, ...inner }
    : inner;
}
