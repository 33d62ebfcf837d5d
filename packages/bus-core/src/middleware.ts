/** Layers around publishing and handling, put together once: where there are none, nothing is called. */
import type { Delivery } from './envelope.ts';
import type { HandleMiddleware, HandlePlace, PublishCall, PublishMiddleware, Receipt } from './options.ts';
import { Deferral } from './slot.ts';

/** The whole way of a publish through its layers. */
export type PublishChain = (call: PublishCall, publish: PublishEnd) => Promise<Receipt>;
type PublishEnd = (call: PublishCall) => Promise<Receipt>;

/** The first layer is the outermost. Undefined where there is none. */
export function publishChain(layers: readonly PublishMiddleware[] = []): PublishChain | undefined {
  if (layers.length === 0) return undefined;
  return async (call, publish) => {
    const outermost = layers.reduceRight<PublishEnd>(
      (next, layer) => async (inner) => await layer(inner, (changed = inner) => next(changed)),
      publish,
    );
    return await outermost(call);
  };
}

/** A handler inside its layers; the handler itself where there is none. The first layer is the outermost. */
export function handleChain(
  layers: readonly HandleMiddleware[] | undefined,
  handler: (item: Delivery) => unknown,
  place: HandlePlace,
): (item: Delivery) => unknown {
  if (layers === undefined || layers.length === 0) return handler;
  return layers.reduceRight<(item: Delivery) => unknown>(
    (next, layer) => (item) => layer(item, () => next(item), place),
    (item) => promised(handler(item), item),
  );
}

/** Layers may wait for what the handler returns. */
function promised(result: unknown, item: Delivery): unknown {
  if (!(result instanceof Deferral)) return result;
  return new Promise((fulfilled, rejected) => {
    result.hear({ item, begin: () => undefined, fulfilled, rejected });
  });
}
