/** Failures that a test ordered, put in front of the handlers. */
import type { Delivery } from '../envelope.ts';
import { BusError } from '../errors.ts';
import type { HandleMiddleware } from '../options.ts';

/** How many attempts are still to fail, by group or by message. */
export class Failures {
  readonly #ordered = new Map<string, number>();
  /** Member of the SDK that a topic is. */
  readonly #memberOf: (topic: string) => string | undefined;

  constructor(memberOf: (topic: string) => string | undefined) {
    this.#memberOf = memberOf;
  }

  order(name: string, times: number): void {
    if (!Number.isInteger(times) || times < 1) {
      throw new BusError('BUS_CONFIG_INVALID', `times is an integer from 1, not ${times}`);
    }
    this.#ordered.set(name, (this.#ordered.get(name) ?? 0) + times);
  }

  readonly layer: HandleMiddleware = (message, next, { group }) => {
    if (this.#takes(group) || this.#takes(message.topic) || this.#takesMember(message)) {
      throw new BusError('BUS_MESSAGE_REJECTED', 'failed by the test');
    }
    return next();
  };

  #takesMember({ topic }: Delivery): boolean {
    const member = this.#ordered.size === 0 ? undefined : this.#memberOf(topic);
    return member !== undefined && this.#takes(member);
  }

  #takes(name: string): boolean {
    const left = this.#ordered.get(name);
    if (left === undefined) return false;
    if (left === 1) this.#ordered.delete(name);
    else this.#ordered.set(name, left - 1);
    return true;
  }
}
