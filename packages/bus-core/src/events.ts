/** What operators may want to know while a bus works; never a path between parts of the engine. */
import { EventEmitter } from 'eventemitter3';

export interface BusEventMap {
  /** A handler took longer than `slowHandlerMs`; seen on sampled and on asynchronous calls. */
  'subscriber-slow': { readonly group: string; readonly elapsedMs: number };
  'breaker-open': { readonly group: string };
  retry: { readonly group: string; readonly topic: string; readonly id: string; readonly attempt: number };
  'dead-letter': {
    readonly group: string;
    readonly topic: string | undefined;
    readonly id: string | undefined;
    readonly reason: string;
  };
}

/** Listeners are called synchronously and must not throw. */
export class BusEvents extends EventEmitter<{ [Name in keyof BusEventMap]: (event: BusEventMap[Name]) => void }> {}
