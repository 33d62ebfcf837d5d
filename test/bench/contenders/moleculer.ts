/** Moleculer: local events of one broker, with everything off that can be turned off. */
import { ServiceBroker } from 'moleculer';
import { type Contender, type Handlers, handlerAt, sample } from '../contender.ts';

/** One topic is its best case: it compares an event's name with the pattern of every subscription. */
export async function moleculer(handlers: Handlers, options: { readonly topicCount: number }): Promise<Contender> {
  const { topicCount } = options;
  const broker = new ServiceBroker({
    logger: false,
    internalServices: false,
    internalMiddlewares: false,
    validator: false,
    cacher: false,
    metrics: false,
    tracing: false,
    skipProcessEventRegistration: true,
  });
  const topics = Array.from({ length: topicCount }, (_, index) => `producer.topic${index}`);
  const events = Object.fromEntries(
    topics.map((topic, index) => {
      const handler = handlerAt(handlers.lists.moleculer, index);
      return [topic, { context: true, handler: (context: object) => handler(context) }];
    }),
  );
  broker.createService({ name: 'consumer', events });
  await broker.start();
  let sequence = 0;
  const send = (count: number): void => {
    for (let i = 0; i < count; i++, sequence++)
      broker.emit(topics[sequence % topicCount]!, sample(sequence)).catch(fail);
  };
  return { send, fanOut: 1, close: () => broker.stop() };
}

function fail(error: unknown): void {
  console.error(error);
  process.exitCode = 1;
}
