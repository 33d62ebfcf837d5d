/**
 * What a subscription makes of messages that were published in another version, or in another revision of its own:
 * older ones climb version by version, newer ones come down where their author gave a way back.
 */
import type { MessageDescriptor, OlderVersion } from './contract.ts';
import { Envelope } from './envelope.ts';
import { BusError, quoted } from './errors.ts';

/** Why a message cannot be had in the version of the subscription. */
export interface Unreadable {
  readonly kind: 'unusable';
  readonly reason: 'invalid' | 'unknown-version';
  readonly error: unknown;
}

/** What one version says of its payloads. */
type Form = Pick<MessageDescriptor, 'version' | 'accepts' | 'explain'> & {
  fill?(this: void, payload: never): unknown;
};

const ISSUES_SHOWN = 5;

/** One per subscription. Every way is decided by the descriptors; per message only functions of theirs are called. */
export class VersionReader {
  readonly #own: MessageDescriptor;
  readonly #newest: () => MessageDescriptor | undefined;
  readonly #older: ReadonlyMap<number, OlderVersion>;

  /** `newest`: the newest contract of the topic that is known on this bus. */
  constructor(own: MessageDescriptor, newest: () => MessageDescriptor | undefined) {
    this.#own = own;
    this.#newest = newest;
    this.#older = new Map(own.older?.map((version) => [version.version, version]));
  }

  /** Of the version that the subscription was compiled for. */
  get fingerprint(): string {
    return this.#own.fingerprint;
  }

  /** Those that it can bring into its own, as far as it is known now. */
  get versions(): number[] {
    const versions = [this.#own.version];
    for (let older = this.#own.version - 1; this.#older.has(older); older--) versions.push(older);
    const newest = this.#newest()?.version ?? 0;
    for (let newer = this.#own.version + 1; newer <= newest; newer++) {
      if (this.#down(newer, undefined) === undefined) break;
      versions.push(newer);
    }
    return versions;
  }

  /** Why a message from another process is not taken, before anybody looks at what it is about; unknown versions pass. */
  refusal({ origin, payload }: Envelope): Unreadable | undefined {
    const form = this.#form(origin.version, origin.descriptor);
    if (form?.accepts === undefined || form.accepts(payload)) return undefined;
    const issues = form.explain(payload).filter(({ code }) => code !== 'unknown');
    const shown = issues
      .slice(0, ISSUES_SHOWN)
      .map(({ path, expected }) => `${quoted(path || 'payload')}: expected ${expected}`);
    const message = `payload of ${origin.topic} version ${origin.version} is invalid: ${shown.join('; ')}`;
    const error = new BusError('BUS_PAYLOAD_INVALID', message, { details: { topic: origin.topic, issues } });
    return { kind: 'unusable', reason: 'invalid', error };
  }

  /** The message in the subscription's own version: itself where that is what was published. */
  read(envelope: Envelope): Envelope | Unreadable {
    const { origin } = envelope;
    const own = this.#own;
    if (origin.fingerprint === own.fingerprint) return envelope;
    const convert =
      origin.version > own.version ? this.#down(origin.version, origin.descriptor) : this.#up(origin.version);
    if (convert === undefined) return this.#unknown(origin.version);
    try {
      const payload = filled(own, convert(envelope.payload));
      if (payload === envelope.payload && origin.version === own.version) return envelope;
      const { version, fingerprint } = own;
      return readAs(envelope, { ...origin, version, fingerprint, descriptor: own }, payload);
    } catch (error) {
      return { kind: 'unusable', reason: 'invalid', error };
    }
  }

  #up(from: number): ((payload: unknown) => unknown) | undefined {
    const steps: OlderVersion[] = [];
    for (let version = from; version < this.#own.version; version++) {
      const step = this.#older.get(version);
      if (step === undefined) return undefined;
      steps.push(step);
    }
    return (payload) => steps.reduce((value, step) => step.upcast(filled(step, value) as never), payload);
  }

  #down(from: number, publisher: MessageDescriptor | undefined): ((payload: unknown) => unknown) | undefined {
    const known = this.#knowing(from, publisher);
    const steps: [form: Form, below: OlderVersion][] = [];
    for (let version = from - 1; version >= this.#own.version; version--) {
      const below = known?.older?.find((older) => older.version === version);
      const form = this.#form(version + 1, publisher);
      if (form === undefined || below?.downcast === undefined) return undefined;
      steps.push([form, below]);
    }
    return (payload) => steps.reduce((value, [form, below]) => below.downcast?.(filled(form, value) as never), payload);
  }

  #form(version: number, publisher: MessageDescriptor | undefined): Form | undefined {
    if (version === this.#own.version) return this.#own;
    if (version < this.#own.version) return this.#older.get(version);
    const known = this.#knowing(version, publisher);
    return known?.version === version ? known : known?.older?.find((older) => older.version === version);
  }

  /** A contract that knows a newer version: the publisher's own, or the newest that another module brought. */
  #knowing(version: number, publisher: MessageDescriptor | undefined): MessageDescriptor | undefined {
    const known = publisher ?? this.#newest();
    return known !== undefined && known.version >= version ? known : undefined;
  }

  #unknown(version: number): Unreadable {
    const { topic, version: own } = this.#own;
    const why = version > own ? 'is newer than this subscriber' : 'is older than this subscriber reads';
    const error = new BusError(
      'BUS_DECODE_FAILED',
      `version ${version} of ${topic} ${why}, which is of version ${own}`,
    );
    return { kind: 'unusable', reason: 'unknown-version', error };
  }
}

function filled({ fill }: Pick<Form, 'fill'>, payload: unknown): unknown {
  return fill === undefined ? payload : fill(payload as never);
}

function readAs(envelope: Envelope, origin: Envelope['origin'], payload: unknown): Envelope {
  const { id, time, key, lane, expires, extras, audience } = envelope;
  return new Envelope(origin, id, time, payload, key, lane, expires, extras, audience);
}

/** A message as one of its older versions describes it, to be published; undefined where there is no such version. */
export function olderDescriptor(message: MessageDescriptor, version: number): MessageDescriptor | undefined {
  const older = message.older?.find((each) => each.version === version);
  if (older === undefined) return undefined;
  const { upcast: _up, downcast: _down, key, fill, bytesMax, depthMax, ...form } = older;
  const {
    key: _key,
    fill: _fill,
    bytesMax: _bytes,
    depthMax: _depth,
    older: _older,
    encodings: _encodings,
    ...rest
  } = message;
  return {
    ...rest,
    ...form,
    check: (payload): payload is unknown => older.check(payload),
    ...(key === undefined ? {} : { key: (payload: unknown) => key(payload as never) }),
    ...(fill === undefined ? {} : { fill: (payload: unknown) => fill(payload as never) }),
    ...(bytesMax === undefined ? {} : { bytesMax }),
    ...(depthMax === undefined ? {} : { depthMax }),
  };
}
