/** What a publish has to pass before anything is enqueued: the bus is open, the right is there, rate, size, meaning. */
import type { Clock } from './clock.ts';
import { currentDelivery } from './context.ts';
import type { Issue, MessageDescriptor } from './contract.ts';
import { BusError, quoted } from './errors.ts';
import { brokenLimit, type PayloadLimits } from './payload.ts';
import type { TokenBucket } from './rate-limit.ts';

const ISSUES_SHOWN = 5;

/** Of a payload that was refused and then has no issue: it says something else each time it is read. */
const unstable: Issue = { path: '', code: 'type', expected: 'data that stays the same', received: 'changing data' };

/** What all gates of a bus ask. */
export interface GateState {
  /** Why nothing more is taken; undefined while the bus is open. */
  closing: string | undefined;
  /** What is under way may still be finished: reliable handlers publish as before. */
  draining: boolean;
}

export interface GateRules {
  readonly topic: string;
  readonly module: string;
  /** What is wanted, for the error: `publish`, `request`. */
  readonly verb: string;
  readonly allowed: boolean;
  readonly limiter: TokenBucket | undefined;
  /** Undefined where the schema's own bounds prove that no valid payload breaks them. */
  readonly limits: PayloadLimits | undefined;
  readonly descriptor: MessageDescriptor | undefined;
}

/** How many publishes were refused, by why. */
export interface Refusals {
  notAllowed: number;
  rateLimited: number;
  tooLarge: number;
  invalid: number;
}

/** One per publisher. Refuses with a typed error, and then nothing has happened. */
export class Gate {
  readonly #rules: GateRules;
  readonly #state: GateState;
  readonly #clock: Clock;
  readonly #check: ((payload: unknown) => boolean) | undefined;
  readonly refusals: Refusals = { notAllowed: 0, rateLimited: 0, tooLarge: 0, invalid: 0 };

  constructor(rules: GateRules, state: GateState, clock: Clock) {
    this.#rules = rules;
    this.#state = state;
    this.#clock = clock;
    this.#check = rules.descriptor?.check;
  }

  /**
   * Returns when the payload may go.
   * @throws BusError `BUS_CLOSED`, `BUS_NOT_ALLOWED`, `BUS_RATE_LIMITED`, `BUS_PAYLOAD_TOO_LARGE`, `BUS_PAYLOAD_INVALID`
   */
  admit(payload: unknown): void {
    const rules = this.#rules;
    if (this.#state.closing !== undefined) this.#requireUnderWay(this.#state.closing);
    if (!rules.allowed) throw this.#notAllowed(rules);
    if (rules.limiter !== undefined) this.#spend(rules.limiter);
    if (rules.limits !== undefined) this.#measure(payload, rules.limits);
    if (this.#check !== undefined && !this.#check(payload)) throw this.#invalid(payload);
  }

  /** A handler that could not publish could not finish, and a drain would end in dead letters. */
  #requireUnderWay(closing: string): void {
    if (!this.#state.draining || currentDelivery() === undefined) throw new BusError('BUS_CLOSED', closing);
  }

  #spend(limiter: TokenBucket): void {
    const nowMs = this.#clock.monotonic();
    if (limiter.take(nowMs)) return;
    this.refusals.rateLimited++;
    const retryAfterMs = limiter.retryAfterMs(nowMs);
    const { module } = this.#rules;
    throw new BusError('BUS_RATE_LIMITED', `${module} publishes faster than it may; try again in ${retryAfterMs} ms`, {
      details: { module, retryAfterMs },
    });
  }

  #measure(payload: unknown, limits: PayloadLimits): void {
    const broken = this.#brokenLimit(payload, limits);
    if (broken === undefined) return;
    this.refusals.tooLarge++;
    const limit = broken === 'bytes' ? limits.bytesMax : limits.depthMax;
    const unit = broken === 'bytes' ? 'bytes' : 'levels';
    throw new BusError('BUS_PAYLOAD_TOO_LARGE', `a payload of ${this.#rules.topic} may have at most ${limit} ${unit}`, {
      details: { topic: this.#rules.topic, limit, unit },
    });
  }

  #brokenLimit(payload: unknown, limits: PayloadLimits): 'bytes' | 'depth' | undefined {
    try {
      return brokenLimit(payload, limits);
    } catch {
      throw this.#invalid(payload); // a getter or a proxy that throws: explained as it is found again
    }
  }

  #invalid(payload: unknown): BusError {
    this.refusals.invalid++;
    const { topic, descriptor } = this.#rules;
    return invalidPayload(topic, descriptor?.explain(payload) ?? []);
  }

  #notAllowed({ module, verb, topic }: GateRules): BusError {
    this.refusals.notAllowed++;
    return notAllowed(module, { verb, topic });
  }
}

/** The error of a module that lacks a right. */
export function notAllowed(module: string, wanted: { readonly verb: string; readonly topic: string }): BusError {
  const { verb, topic } = wanted;
  return new BusError(
    'BUS_NOT_ALLOWED',
    `${module} has no right to ${verb} ${topic}; its module definition gives rights`,
    { details: { module, verb, topic } },
  );
}

/** The error of a payload that its schema refuses; names each path. */
export function invalidPayload(topic: string, found: readonly Issue[]): BusError {
  const issues = found.length === 0 ? [unstable] : found;
  const shown = issues
    .slice(0, ISSUES_SHOWN)
    .map(({ path, expected, received }) => `${quoted(path || 'payload')}: expected ${expected}, got ${received}`);
  const more = issues.length > ISSUES_SHOWN ? `; and ${issues.length - ISSUES_SHOWN} more` : '';
  return new BusError('BUS_PAYLOAD_INVALID', `payload of ${topic} is invalid: ${shown.join('; ')}${more}`, {
    details: { topic, issues },
  });
}
