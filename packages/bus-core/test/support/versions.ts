/** A price in three versions: as text, as a number with a currency, and in cents. */
import type { MessageDescriptor, OlderVersion } from '../../src/contract.ts';
import type { KeyedPublishOptions } from '../../src/options.ts';
import type { ModuleConnection, Publishes, PublishesVersions, Subscribes } from '../../src/verbs.ts';
import { contract, reliable } from './bus.ts';

type Fields = Readonly<Record<string, unknown>>;

function has(field: string, type: 'string' | 'number'): (payload: unknown) => payload is unknown {
  return (payload): payload is unknown => typeof (payload as Fields)[field] === type;
}

const text: OlderVersion = {
  version: 1,
  fingerprint: 'text',
  accepts: has('text', 'string'),
  check: has('text', 'string'),
  explain: () => [{ path: 'text', code: 'type', expected: 'string', received: 'nothing' }],
  upcast: (payload: Fields) => ({ amount: Number(payload['text']) }),
  downcast: (payload: Fields) => ({ text: String(payload['amount']) }),
};

const amount: OlderVersion = {
  version: 2,
  fingerprint: 'amount',
  accepts: has('amount', 'number'),
  check: has('amount', 'number'),
  explain: () => [{ path: 'amount', code: 'type', expected: 'number', received: 'nothing' }],
  fill: (payload: Fields) => ({ currency: 'EUR', ...payload }),
  upcast: (payload: Fields) => ({ cents: Number(payload['amount']) * 100, currency: payload['currency'] }),
};

/** As an SDK of that time had it. */
export const price: Readonly<Record<1 | 2 | 3, MessageDescriptor>> = {
  1: priceOf(text, []),
  2: priceOf(amount, [text]),
  3: {
    ...contract('shop.price', { ...reliable, version: 3, fingerprint: 'cents', older: [text, amount] }),
    check: has('cents', 'number'),
    accepts: has('cents', 'number'),
  },
};

function priceOf(form: OlderVersion, older: readonly OlderVersion[]): MessageDescriptor {
  const { version, fingerprint, accepts, explain, fill } = form;
  return {
    ...contract('shop.price', { ...reliable, version, fingerprint, accepts, explain, older }),
    check: (payload): payload is unknown => form.check(payload),
    ...(fill === undefined ? {} : { fill: (payload: unknown) => fill(payload as never) }),
  };
}

export interface Prices extends ModuleConnection {
  readonly note: Publishes<unknown, KeyedPublishOptions> &
    PublishesVersions<{ 1: unknown; 2: unknown; 7: unknown }, KeyedPublishOptions> &
    Subscribes<unknown>;
}
