/** One version of a message as the binary codec carries it: the head of its payloads, and the generated functions behind it. */
import type { PayloadCodec } from '../contract.ts';
import { CODEC_VERSION, MAGIC, unreadable } from './limits.ts';
import { Reader } from './reader.ts';
import { type Head, Writer } from './writer.ts';

export interface BinaryForm {
  /** 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly version: number;
  /** Counts the times that a break inside of the version was wanted: payloads of another layout are not read. */
  readonly layout: number;
  /** Revisions after the first. */
  readonly blocks: number;
}

const FINGERPRINT_START = 2;
const FINGERPRINT_BYTES = 8;
const HEAD_START = FINGERPRINT_START + FINGERPRINT_BYTES;

/**
 * Those that are not at work. An encoder may run inside another, where a payload has a getter. One that failed is not used
 * again.
 */
let spareWriter: Writer | undefined;
let spareReader: Reader | undefined;

/** Makes a codec of generated functions. */
export function binaryPayloads<Payload>(
  form: BinaryForm,
  functions: {
    readonly write: (writer: Writer, payload: Payload) => void;
    readonly read: (reader: Reader) => unknown;
  },
): PayloadCodec {
  const { write, read } = functions;
  const start = headOf(form);
  const head = wordsOf(start);
  const { blocks } = form;
  const encodeSection = (payload: Payload): Uint8Array => {
    const writer = takeWriter();
    do {
      writer.begin(head);
      write(writer, payload);
    } while (!writer.end());
    const bytes = writer.taken();
    writer.release();
    spareWriter = writer;
    return bytes;
  };
  const encodeSections = (payload: Payload): Uint8Array => {
    const writer = takeWriter();
    const sections = [writer, ...Array.from({ length: blocks }, (_, index) => writer.block(index + 1))];
    let fits = false;
    while (!fits) {
      for (const section of sections) section.begin();
      write(writer, payload);
      fits = sections.map((section) => section.end()).every(Boolean);
    }
    const bytes = joined(start, sections);
    for (const section of sections) section.release();
    spareWriter = writer;
    return bytes;
  };
  const decode = (bytes: Uint8Array): unknown => {
    const reader = takeReader();
    openSections(reader, bytes, { form, head: start });
    const payload = read(reader);
    reader.close();
    for (let number = 1; number <= blocks; number++) reader.block(number).close();
    reader.release();
    spareReader = reader;
    return payload;
  };
  return { encode: blocks === 0 ? encodeSection : encodeSections, decode };
}

function takeWriter(): Writer {
  const writer = spareWriter ?? new Writer();
  spareWriter = undefined;
  return writer;
}

function takeReader(): Reader {
  const reader = spareReader ?? new Reader();
  spareReader = undefined;
  return reader;
}

function headOf({ fingerprint, version, layout, blocks }: BinaryForm): Uint8Array {
  const bytes = [MAGIC, CODEC_VERSION, ...Buffer.from(fingerprint, 'hex')];
  for (const number of [version, layout, blocks]) pushUint(bytes, number);
  return Uint8Array.from(bytes);
}

function wordsOf(head: Uint8Array): Head {
  const padded = Buffer.concat([head], Math.ceil(head.length / 4) * 4);
  const words = Array.from({ length: padded.length / 4 }, (_, word) => padded.readInt32LE(word * 4));
  return { length: head.length, words };
}

function joined(head: Uint8Array, sections: readonly Writer[]): Uint8Array {
  const written = sections.map((section) => section.written());
  const lengths: number[] = [];
  for (const { length } of written.slice(1)) pushUint(lengths, length);
  return Buffer.concat([head, Uint8Array.from(lengths), ...written]);
}

interface Expected {
  readonly form: BinaryForm;
  readonly head: Uint8Array;
}

/** @throws BusError `BUS_DECODE_FAILED` */
function openSections(reader: Reader, bytes: Uint8Array, { form, head }: Expected): void {
  if (form.blocks === 0 && startsWith(bytes, head)) {
    reader.open(bytes, head.length, bytes.length);
    return;
  }
  const frame = new Frame(bytes);
  frame.expect(form);
  const sizes = Array.from({ length: frame.count() }, () => frame.uint());
  let end = bytes.length;
  for (let number = sizes.length; number > 0; number--) {
    const start = end - (sizes[number - 1] as number);
    if (start < frame.pos) throw unreadable('its blocks are longer than it');
    if (number <= form.blocks) reader.block(number).open(bytes, start, end);
    end = start;
  }
  for (let number = sizes.length + 1; number <= form.blocks; number++) reader.block(number).absent();
  reader.open(bytes, frame.pos, end);
}

/** The fingerprint says which revision wrote it, and decides nothing. */
function startsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  if (bytes[0] !== MAGIC || bytes[1] !== CODEC_VERSION) return false;
  for (let i = HEAD_START; i < head.length; i++) if (bytes[i] !== head[i]) return false;
  return true;
}

/** What stands before the sections. */
class Frame {
  readonly #bytes: Uint8Array;
  pos: number = HEAD_START;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  expect({ version, layout }: BinaryForm): void {
    const [magic, codec] = this.#bytes;
    if (magic !== MAGIC) throw unreadable('it is none of the binary codec');
    if (codec !== CODEC_VERSION) throw unreadable(`it is of version ${codec ?? 0} of the codec, not ${CODEC_VERSION}`);
    const found = this.uint();
    if (found !== version) throw unreadable(`it is of version ${found} of the message, not ${version}`);
    if (this.uint() !== layout) throw unreadable('it comes from before or after a break in its version');
  }

  count(): number {
    const count = this.uint();
    if (count > this.#bytes.length - this.pos) throw unreadable('it promises more than there is');
    return count;
  }

  uint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < FINGERPRINT_BYTES; i++) {
      const byte = this.#bytes[this.pos++];
      if (byte === undefined) throw unreadable('it ends too early');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw unreadable('a number is too long');
  }
}

function pushUint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}
