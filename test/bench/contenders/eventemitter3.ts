/** eventemitter3: a synchronous call of each listener. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'eventemitter3';
import { type Contender, type Handlers, handlerAt, sample } from '../contender.ts';

export interface EmitterOptions {
  readonly topicCount: number;
  readonly fanOut: number;
  /** Wraps each payload in what a message needs to be told apart and traced. */
  readonly envelope: boolean;
}

export function eventemitter3(handlers: Handlers, options: EmitterOptions): Contender {
  const { topicCount, fanOut, envelope } = options;
  const emitter = new EventEmitter();
  const topics = Array.from({ length: topicCount }, (_, index) => `producer.topic${index}`);
  const list = handlers.lists[envelope ? 'message' : 'bare'];
  for (const [index, topic] of topics.entries())
    for (let nth = 0; nth < fanOut; nth++) emitter.on(topic, handlerAt(list, index * fanOut + nth));
  let sequence = 0;
  const sendBare = (count: number): void => {
    for (let i = 0; i < count; i++, sequence++) emitter.emit(topics[sequence % topicCount]!, sample(sequence));
  };
  const sendEnvelope = (count: number): void => {
    for (let i = 0; i < count; i++, sequence++) {
      const type = topics[sequence % topicCount]!;
      const payload = sample(sequence);
      emitter.emit(type, { id: randomUUID(), type, version: 1, timestamp: Date.now(), source: 'producer', payload });
    }
  };
  return { send: envelope ? sendEnvelope : sendBare, fanOut, close: () => undefined };
}
