/** A subscription's handler: behaves as its plan says, and notes that it was called. */
import { ReliableDelivery } from '../../packages/bus-core/src/delivery.ts';
import { behaviourOf } from './behaviour.ts';
import type { HandlerSetup, ItemDelivery } from './call.ts';
import { perform } from './perform.ts';

export function handlerOf(setup: HandlerSetup): (message: ItemDelivery) => unknown {
  return (message) => begin(setup, [message], undefined);
}

export function batchHandlerOf(setup: HandlerSetup): (messages: readonly ItemDelivery[]) => unknown {
  return (messages) => begin(setup, messages, setup.simulation.history.name());
}

function begin(setup: HandlerSetup, messages: readonly ItemDelivery[], batch: number | undefined): unknown {
  const { simulation, group } = setup;
  const [first] = messages;
  if (first === undefined) throw new RangeError('an empty batch');
  const { n } = first.payload;
  const before = simulation.tries(group, n);
  const runs = messages.map((message) => start(setup, message, batch));
  const message = simulation.plan.publishes[n];
  const { calm, mended } = simulation;
  const { how, chance } = behaviourOf(simulation.plan, { group, message, n, before, calm, mended });
  return perform(how, { ...setup, messages, runs, chance });
}

function start(setup: HandlerSetup, message: ItemDelivery, batch: number | undefined): number {
  const { simulation, seat, group, subscription } = setup;
  const { history } = simulation;
  const run = history.name();
  const { attempt, payload } = message;
  const reliable = message instanceof ReliableDelivery ? message : undefined;
  history.note({
    kind: 'start',
    run,
    group: group.name,
    n: payload.n,
    attempt,
    seat: seat.index,
    subscription,
    batch,
    lease: reliable?.lease,
    redriven: reliable?.envelope.extras?.redriven === true,
  });
  if (reliable !== undefined) {
    message.signal.addEventListener('abort', () => history.note({ kind: 'aborted', run }));
  }
  return run;
}
