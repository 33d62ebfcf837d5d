/** emittery: each emit is awaited, and resolves when the listeners have returned. */
import Emittery from 'emittery';
import { type Contender, type Handlers, handlerAt, sample } from '../contender.ts';
import { TOPIC_COUNT } from '../workspace.ts';

export function emitteryAwaited(handlers: Handlers): Contender {
  const emitter = new Emittery();
  const topics = Array.from({ length: TOPIC_COUNT }, (_, index) => `producer.topic${index}`);
  for (const [index, topic] of topics.entries()) emitter.on(topic, handlerAt(handlers.lists.bare, index));
  let sequence = 0;
  const send = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++, sequence++) await emitter.emit(topics[sequence % TOPIC_COUNT]!, sample(sequence));
  };
  return { send, fanOut: 1, close: () => undefined };
}
