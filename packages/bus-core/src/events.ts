/** What operators may want to know while a bus works; never a path between parts of the engine. */
import { EventEmitter } from 'eventemitter3';
import type { ModuleStatus, SystemStatus } from './module-status.ts';
import type { DropReason } from './settle.ts';
import type { StoreFailure } from './transport.ts';

export interface BusEventMap {
  /** A handler took longer than `slowHandlerMs`; seen on sampled and on asynchronous calls. */
  'subscriber-slow': { readonly group: string; readonly elapsedMs: number };
  'breaker-open': { readonly group: string };
  /** Its time is over: the next message is a probe. */
  'breaker-half-open': { readonly group: string };
  'breaker-closed': { readonly group: string };
  retry: { readonly group: string; readonly topic: string; readonly id: string; readonly attempt: number };
  'dead-letter': {
    readonly group: string;
    readonly topic: string | undefined;
    readonly id: string | undefined;
    readonly reason: string;
  };
  /** A group is at four fifths of what may pend in it; once, until it was down to half. */
  'queue-high': { readonly group: string; readonly depth: number; readonly limit: number };
  /** The store failed in what a group asked of it, and is asked again; told once until a call of that kind works. */
  'store-failed': StoreFailure & { readonly group: string };
  /** What a group dropped since the last sweep: at most one event per group, reason and sweep. */
  dropped: { readonly group: string; readonly reason: DropReason; readonly count: number };
  /** A sensitive message was accepted, or given to a handler; its payload is never told. */
  audit: {
    readonly action: 'publish' | 'delivery';
    readonly topic: string;
    readonly id: string;
    /** Who published it, or works on it. */
    readonly module: string;
    /** Of a delivery. */
    readonly group: string | undefined;
    readonly attempt: number | undefined;
  };
  'module-status': {
    readonly module: string;
    readonly instance: string;
    readonly status: ModuleStatus;
    readonly previous: ModuleStatus;
    readonly system: SystemStatus;
  };
  /** A module was generated from an older revision of this message than another one here: compatible, to be renewed. */
  'sdk-older': { readonly module: string; readonly topic: string; readonly version: number };
  /** A listener of another event threw, or its promise was rejected. Told once per listener. */
  'listener-error': { readonly event: keyof BusEventMap; readonly error: unknown };
}

export type BusEventName = keyof BusEventMap;
export type BusListener<Name extends BusEventName> = (event: BusEventMap[Name]) => unknown;

type Guarded = (event: unknown) => void;

/**
 * Listeners are called synchronously, in the order in which they came. One that fails breaks nothing: it is reported as
 * `listener-error`, or as a warning of the process where nobody listens to that.
 */
export class BusEvents {
  readonly #emitter = new EventEmitter<Record<string, Guarded>>();
  /** What stands for a listener, so that `off` finds it. */
  readonly #guarded = new Map<BusEventName, WeakMap<object, Guarded>>();
  readonly #reported = new WeakSet<object>();

  on<Name extends BusEventName>(name: Name, listener: BusListener<Name>): this {
    this.#emitter.on(name, this.#guard(name, listener));
    return this;
  }

  once<Name extends BusEventName>(name: Name, listener: BusListener<Name>): this {
    this.#emitter.once(name, this.#guard(name, listener));
    return this;
  }

  /** Takes the listener off the event, however often it was added. */
  off<Name extends BusEventName>(name: Name, listener: BusListener<Name>): this {
    const guarded = this.#guarded.get(name)?.get(listener);
    if (guarded !== undefined) this.#emitter.off(name, guarded);
    return this;
  }

  /** False where nobody listens. Never throws. */
  emit<Name extends BusEventName>(name: Name, event: BusEventMap[Name]): boolean {
    return this.#emitter.emit(name, event);
  }

  removeAllListeners(): void {
    this.#emitter.removeAllListeners();
  }

  #guard<Name extends BusEventName>(name: Name, listener: BusListener<Name>): Guarded {
    let known = this.#guarded.get(name);
    if (known === undefined) {
      known = new WeakMap();
      this.#guarded.set(name, known);
    }
    const guarded =
      known.get(listener) ?? ((event: unknown): void => this.#call(name, listener, event as BusEventMap[Name]));
    known.set(listener, guarded);
    return guarded;
  }

  #call<Name extends BusEventName>(name: Name, listener: BusListener<Name>, event: BusEventMap[Name]): void {
    try {
      const result = listener(event);
      if (result instanceof Promise) result.catch((error: unknown) => this.#failed(name, listener, error));
    } catch (error) {
      this.#failed(name, listener, error);
    }
  }

  #failed(event: BusEventName, listener: object, error: unknown): void {
    if (this.#reported.has(listener)) return;
    this.#reported.add(listener);
    if (event !== 'listener-error' && this.emit('listener-error', { event, error })) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : 'a value that is no Error';
    process.emitWarning(`a listener of '${event}' failed: ${text}`, { type: 'MyelinWarning' });
  }
}
