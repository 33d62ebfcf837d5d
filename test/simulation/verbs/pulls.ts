/** Pull: what was accepted is settled by some caller, again only where there is a cause. */
import type { Delivery } from '@myelin/bus-core';
import { connect, type Item, type ItemHandle, reliable } from '../../conformance/modules.ts';
import type { Part } from './part.ts';
import type { Place } from './stage.ts';

export const pulls: Part = {
  name: 'pull',
  stores: ['log', 'memory'],
  states: ['pulled and settled', 'pulled and never settled', 'pulled again'],
  play: (stage) => {
    const task = reliable('task');
    const writers = new Map<Place, ItemHandle>();
    const accepted = new Set<number>();
    const acked = new Map<number, number>();
    const seen = new Set<number>();
    /** Those that a caller left to their deadline, or asked for again. */
    const left = new Set<number>();
    const settle = (message: Delivery<Item>): void => {
      const { n } = message.payload;
      const how = stage.calm ? 'ack' : stage.chance.pick(['ack', 'ack', 'ack', 'retry', 'leave']);
      if (how !== 'ack') left.add(n);
      if (how === 'leave') stage.count('pulled and never settled');
      else if (how === 'retry') message.retry();
      else {
        acked.set(n, (acked.get(n) ?? 0) + 1);
        message.ack();
        stage.count('pulled and settled');
      }
    };
    const read = async (place: Place, messages: AsyncIterable<Delivery<Item>>): Promise<void> => {
      for await (const message of messages) {
        const { payload, attempt } = message;
        stage.note(`process ${place.index} pulls ${payload.n}, attempt ${attempt}`);
        if (seen.has(payload.n)) stage.count('pulled again');
        seen.add(payload.n);
        settle(message);
        await stage.later(place, stage.chance.int(0, 400));
      }
    };
    return {
      join: async (place) => {
        const { task: reader } = await connect<'task'>(place.bus, 'reader', [task]);
        writers.set(place, (await connect<'task'>(place.bus, 'writer', [task])).task);
        const retry = { attemptsMax: 100, delayMs: 100 };
        const pull = reader.pull({ name: 'tasks', prefetch: 4, ackTimeoutMs: 1_000, breaker: 'off', retry });
        read(place, pull).catch((error: unknown) => stage.fail('escape', String(error)));
      },
      act: async (place, n) => {
        const writer = writers.get(place);
        if (writer === undefined) return;
        const code = await stage.codeOf(writer.publish({ n }));
        if (place.alive && code === undefined) accepted.add(n);
      },
      check: async () => {
        for (const n of accepted) if (!acked.has(n)) stage.fail('fate', `task ${n} was lost`);
        for (const [n, times] of acked) {
          const hasCause = left.has(n) || stage.store === 'log';
          if (times > 1 && !hasCause) stage.fail('cause', `task ${n} was settled ${times} times`);
        }
        await Promise.resolve();
      },
    };
  },
};
