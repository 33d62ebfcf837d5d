/** A fallback group: it receives while the breaker of the other is open, and nothing is lost between them. */
import { connect, type ItemHandle, reliable } from '../../conformance/modules.ts';
import { numberOf } from '../instrument.ts';
import type { Part } from './part.ts';
import type { Place } from './stage.ts';

const OPEN_MS = 2_000;

export const fallbacks: Part = {
  name: 'fallback',
  stores: ['memory', 'log'],
  states: ['breaker opened on a group with a fallback', 'fallback took over', 'work came back from the fallback'],
  play: (stage) => {
    const order = reliable('order');
    const [mainDone, helpDone] = [new Set<number>(), new Map<number, number>()];
    const accepted = new Set<number>();
    const writers = new Map<Place, ItemHandle>();
    let broken = false;
    let opened = 0;
    const work = (n: number): void => {
      if (broken && !stage.calm) throw new TypeError('down');
      if (opened > 0) stage.count('work came back from the fallback');
      mainDone.add(n);
    };
    return {
      join: async (place: Place) => {
        if (stage.store === 'memory' && writers.size > 0) return;
        const desk = await connect<'order'>(place.bus, 'desk', [order]);
        const spare = await connect<'order'>(place.bus, 'spare', [order]);
        spare.order.subscribe(({ payload }) => void helpDone.set(payload.n, (helpDone.get(payload.n) ?? 0) + 1), {
          name: 'help',
        });
        const breaker = { consecutiveFailuresMax: 2, openMs: OPEN_MS };
        const retry = { attemptsMax: 3, delayMs: 100 };
        desk.order.subscribe(({ payload }) => work(payload.n), {
          breaker,
          retry,
          fallback: 'spare/help',
          concurrency: 1,
        });
        writers.set(place, desk.order);
        place.bus.events.on('breaker-open', () => {
          opened++;
          stage.count('breaker opened on a group with a fallback');
        });
        for (let ms = 0; ms < 20_000; ms += 2_500)
          stage.clock.setTimer(() => {
            broken = stage.chance.happens(0.5);
          }, ms);
      },
      act: async (place, n) => {
        const writer = writers.get(place);
        if (writer === undefined) return;
        const code = await stage.codeOf(writer.publish({ n }));
        if (place.alive && code === undefined) accepted.add(n);
      },
      check: async () => {
        const [place] = stage.living;
        if (place === undefined) return;
        const letters = await stage.done(place.bus.deadLetters.list({ limit: 1_000 }));
        const given = new Set(letters.map(({ envelope }) => envelope && numberOf(envelope)));
        for (const n of accepted) {
          const byHelp = helpDone.get(n) ?? 0; // once as itself, once more for the other group
          if (byHelp > 1) stage.count('fallback took over');
          if (byHelp === 0) stage.fail('fate', `the fallback group lost its own ${n}`);
          const fates = [mainDone.has(n), given.has(n), byHelp > 1].filter(Boolean).length;
          if (stage.store === 'memory' ? fates !== 1 : fates === 0)
            stage.fail('fate', `order ${n} ended ${fates} times for its group`);
        }
      },
    };
  },
};
