/** Broadcasts: each instance that is there gets each message, and is retried for itself. */
import { connect, type ItemHandle, message } from '../../conformance/modules.ts';
import type { Part } from './part.ts';
import type { Place } from './stage.ts';

interface Instance {
  readonly place: Place;
  /** It hears what is published from then on. */
  readonly readyMs: number;
  /** How often it did each. */
  readonly done: Map<number, number>;
}

export const broadcasts: Part = {
  name: 'broadcast',
  stores: ['log', 'memory'],
  states: ['broadcast heard by several', 'broadcast tried again for one', 'instance that came late'],
  play: (stage) => {
    const notice = message('notice', { channel: 'broadcast', guarantee: 'at-least-once' });
    const instances: Instance[] = [];
    const writers = new Map<Place, ItemHandle>();
    const accepted = new Map<number, number>();
    const hear = async (instance: Instance, n: number, attempt: number): Promise<void> => {
      await stage.later(instance.place, stage.chance.int(0, 50));
      if (attempt > 1) stage.count('broadcast tried again for one');
      if (!stage.calm && attempt < 3 && stage.chance.happens(0.2)) throw new TypeError('as planned');
      stage.note(`process ${instance.place.index} hears ${n}`);
      instance.done.set(n, (instance.done.get(n) ?? 0) + 1);
    };
    return {
      join: async (place) => {
        const { notice: handle } = await connect<'notice'>(place.bus, 'listener', [notice]);
        const done = new Map<number, number>();
        let instance: Instance | undefined;
        const subscription = handle.subscribe(
          ({ payload, attempt }) => hear(instance ?? { place, readyMs: 0, done }, payload.n, attempt),
          { breaker: 'off', retry: { attemptsMax: 10, delayMs: 100 } },
        );
        writers.set(place, handle);
        await subscription.ready;
        instance = { place, readyMs: stage.clock.monotonic(), done };
        if (accepted.size > 0) stage.count('instance that came late');
        instances.push(instance);
      },
      act: async (place, n) => {
        const writer = writers.get(place);
        if (writer === undefined) return;
        const askedMs = stage.clock.monotonic();
        const code = await stage.codeOf(writer.publish({ n }));
        if (place.alive && code === undefined) accepted.set(n, askedMs);
      },
      check: async () => {
        for (const [n, askedMs] of accepted) {
          const there = instances.filter(({ place, readyMs }) => place.alive && readyMs < askedMs);
          const heard = there.filter(({ done }) => done.has(n));
          if (heard.length > 1) stage.count('broadcast heard by several');
          for (const { place } of there.filter(({ done }) => !done.has(n)))
            stage.fail('fate', `notice ${n} never came to process ${place.index}`);
        }
        for (const { place, done } of stage.store === 'memory' ? instances : [])
          for (const [n, times] of done)
            if (times > 1) stage.fail('cause', `process ${place.index} did notice ${n} ${times} times`);
        await Promise.resolve();
      },
    };
  },
};
