/** Everything that `dispatch` compares, by name. */
import type { Contender, Handlers } from '../contender.ts';
import { TOPIC_COUNT, WIDE_TOPIC_COUNT } from '../workspace.ts';
import type * as ownModule from './myelin.ts';

type Make = (folder: string, handlers: Handlers) => Contender | Promise<Contender>;

const one = { topicCount: 1 };
const all = { topicCount: TOPIC_COUNT };

const emitter =
  (options: { readonly topicCount: number; readonly fanOut: number; readonly envelope: boolean }): Make =>
  async (_folder, handlers) =>
    (await import('./eventemitter3.ts')).eventemitter3(handlers, options);

type Own = typeof ownModule;

const own =
  (options: (own: Own) => Parameters<Own['myelin']>[2]): Make =>
  async (folder, handlers) => {
    const imported = await import('./myelin.ts');
    return await imported.myelin(folder, handlers, options(imported));
  };

/** Each is imported in its own process alone, so that none pays for another's code. */
export const contenders = {
  'ee3 bare': emitter({ ...all, fanOut: 1, envelope: false }),
  'ee3 envelope': emitter({ ...all, fanOut: 1, envelope: true }),
  'ee3 envelope, 10 subscribers': emitter({ ...all, fanOut: 10, envelope: true }),
  'ee3 bare, 10,000 on 1,000': emitter({ topicCount: WIDE_TOPIC_COUNT, fanOut: 10, envelope: false }),
  'moleculer, 1 topic': async (_folder, handlers) => (await import('./moleculer.ts')).moleculer(handlers, one),
  'moleculer, 64 topics': async (_folder, handlers) => (await import('./moleculer.ts')).moleculer(handlers, all),
  'nest cqrs, 1 topic': async (_folder, handlers) => (await import('./nest-cqrs.ts')).nestCqrs(handlers, one),
  'nest cqrs, 64 topics': async (_folder, handlers) => (await import('./nest-cqrs.ts')).nestCqrs(handlers, all),
  'emittery awaited': async (_folder, handlers) => (await import('./emittery.ts')).emitteryAwaited(handlers),
  'best effort': own(({ emitting: send }) => ({ kind: 'direct', send })),
  'best effort, patterns': own(({ emitting: send }) => ({ kind: 'direct', patterns: true, send })),
  'best effort, 10 subscribers': own(({ emitting: send }) => ({ kind: 'direct', fanOut: 10, send })),
  'best effort, 10,000 on 1,000': own(({ emitting: send }) => ({
    kind: 'direct',
    topicCount: WIDE_TOPIC_COUNT,
    fanOut: 10,
    send,
  })),
  'reliable, explicit': own(({ emitting: send }) => ({
    kind: 'directReliable',
    subscribe: { context: 'explicit' },
    send,
  })),
  'reliable, implicit': own(({ emitting: send }) => ({ kind: 'directReliable', send })),
  'publish awaited, no history': own(({ publishing: send }) => ({ kind: 'direct', send })),
  'publish awaited': own(({ publishing: send }) => ({ kind: 'plain', send })),
  'reliable publish awaited': own(({ publishing: send }) => ({ kind: 'reliable', send })),
  'keyed publish awaited': own(({ publishing: send }) => ({ kind: 'keyed', send })),
  'publishBatch awaited': own(({ publishingBatches: send }) => ({ kind: 'plain', send })),
  'batch handlers': own(({ publishing: send }) => ({ kind: 'batched', send, batched: true })),
} satisfies Record<string, Make>;

export type ContenderName = keyof typeof contenders;
