/** Codecs of one message, each at its best: a payload to bytes that nobody else holds, and back. */
import { Packr } from 'msgpackr';
import { descriptors } from '../../contract/descriptors.ts';
import { jsonSchemaOf } from '../json-schema.ts';
import { type PayloadKind, payloads } from '../payloads.ts';
import { avroType } from './avro.ts';
import { protobufType } from './protobuf.ts';

export interface Codec {
  /** The payload as the codec likes it best, made once: what it takes to make it is not measured. */
  readonly form: (payload: unknown) => unknown;
  readonly encode: (payload: never) => Uint8Array;
  readonly decode: (bytes: never) => unknown;
}

const same = (payload: unknown): unknown => payload;

export const codecs = {
  myelin: async (kind) => ({ form: same, ...generated(kind) }),
  protobufjs: async (kind) => {
    const { type, form } = protobufType(await jsonSchemaOf(kind));
    return {
      form,
      encode: (payload: never) => type.encode(payload).finish(),
      decode: (bytes: Uint8Array) => type.decode(bytes),
    };
  },
  avsc: async (kind) => {
    const { type, form } = avroType(await jsonSchemaOf(kind));
    return {
      form,
      encode: (payload: never) => type.toBuffer(payload),
      decode: (bytes: Buffer) => type.fromBuffer(bytes, undefined, true) as unknown,
    };
  },
  msgpackr: async () => {
    const packr = new Packr({ structures: [] });
    return {
      form: same,
      encode: (payload: never) => packr.pack(payload),
      decode: (bytes: Uint8Array) => packr.unpack(bytes) as unknown,
    };
  },
  JSON: async () => ({
    form: same,
    encode: (payload: never) => Buffer.from(JSON.stringify(payload)),
    decode: (bytes: Buffer) => JSON.parse(bytes.toString()) as unknown,
  }),
} satisfies Record<string, (kind: PayloadKind) => Promise<Codec>>;

export type CodecName = keyof typeof codecs;

function generated(kind: PayloadKind): Pick<Codec, 'encode' | 'decode'> {
  const codec = descriptors.get(payloads[kind].message)?.encodings?.binary;
  if (codec === undefined) throw new Error(`no message with a codec is called ${payloads[kind].message}`);
  return codec;
}
