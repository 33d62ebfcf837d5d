/** What each behaviour does, as a table. */
import type { Behaviour } from './behaviour.ts';
import { type Call, ended, later, settle, thrown } from './call.ts';

const ODD_ERRORS: readonly unknown[] = [
  undefined,
  null,
  0,
  '',
  Symbol('odd'),
  Number.NaN,
  Object.freeze({ __proto__: null }),
  { toString: cannotBeShown },
];

const behaviours: Readonly<Record<Behaviour, (call: Call) => unknown>> = {
  returns: (call) => ended(call, true, undefined),
  'returns-oddly': (call) => ended(call, true, call.chance.pick<unknown>([0, '', null, Number.NaN, {}, { than: 1 }])),
  resolves: (call) => later(call, halfTime(call), () => ended(call, true, undefined)),
  publishes,
  throws: (call) => thrown(call, new TypeError('as planned')),
  'throws-oddly': (call) => thrown(call, oddError(call)),
  'returns-false': (call) => ended(call, false, false),
  'resolves-false': (call) => later(call, call.chance.int(0, 50), () => ended(call, false, false)),
  rejects: (call) => later(call, halfTime(call), () => thrown(call, new TypeError('as planned'))),
  'rejects-oddly': (call) => later(call, halfTime(call), () => thrown(call, oddError(call))),
  hangs: () => never(),
  'comes-late': (call) => {
    return later(call, call.group.ackTimeoutMs + call.chance.int(1, 500), () => ended(call, true, undefined));
  },
  'thenable-twice': twice,
  'thenable-throws': deaf,
  extends: (call) => {
    for (const message of call.messages) message.extend(call.group.ackTimeoutMs * 3);
    return later(call, call.group.ackTimeoutMs * 2, () => ended(call, true, undefined));
  },
  'asks-again': (call) => asksAgain(call, true),
  'asks-again-free': (call) => asksAgain(call, false),
  'gives-up': (call) => {
    settle(call, 'reject', (message) => message.reject('as planned'));
    return ended(call, true, undefined);
  },
  'acks-then-throws': (call) => {
    settle(call, 'ack', (message) => message.ack());
    return later(call, call.chance.int(0, 100), () => thrown(call, new TypeError('after the ack')));
  },
  kills: ({ simulation, seat }) => {
    simulation.crash(seat);
    return never();
  },
};

/** The handler's result, or what it throws. */
export function perform(how: Behaviour, call: Call): unknown {
  return behaviours[how](call);
}

function halfTime({ chance, group }: Call): number {
  return chance.int(0, Math.floor(group.ackTimeoutMs / 2));
}

function oddError({ chance }: Call): unknown {
  return ODD_ERRORS[chance.int(0, ODD_ERRORS.length - 1)];
}

function asksAgain(call: Call, counts: boolean): unknown {
  const delayMs = call.chance.int(0, 500);
  settle(call, 'retry', (message) => message.retry({ delayMs, counts }));
  return ended(call, true, undefined);
}

function publishes(call: Call): Promise<unknown> {
  const { simulation, seat, group, messages } = call;
  const [cause] = messages;
  const child = cause === undefined ? undefined : simulation.child(group, cause, seat);
  if (child === undefined) return later(call, 1, () => ended(call, true, undefined));
  return child.then((error) => (error === undefined ? ended(call, true, undefined) : thrown(call, error)));
}

/** A thenable that answers three times. */
function twice(call: Call): unknown {
  const then = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
    call.simulation.clock.setTimer(() => {
      if (!call.seat.alive) return;
      ended(call, true, undefined);
      resolve(undefined);
      reject(new TypeError('and another thing'));
      resolve(false);
    }, 5);
  };
  return thenable(() => then);
}

/** A thenable that throws where it should listen, or as soon as it is looked at. */
function deaf(call: Call): unknown {
  ended(call, false, undefined);
  const fail = (): never => {
    throw new TypeError('no then');
  };
  return thenable(call.chance.happens(0.5) ? fail : () => fail);
}

/** What is no promise and looks like one; `look` gives its `then`. */
function thenable(look: () => unknown): unknown {
  return new Proxy({}, { has: () => true, get: (_target, name) => (name === 'then' ? look() : undefined) });
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function cannotBeShown(): never {
  throw new TypeError('cannot be shown');
}
