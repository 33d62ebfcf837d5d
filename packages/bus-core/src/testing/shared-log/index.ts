/** Buses over one simulated shared log, each of which can crash by itself. */
import { Bus, engineOf } from '../../bus.ts';
import { resolveBusOptions } from '../../bus-options.ts';
import type { BusOptions } from '../../options.ts';
import type { SharedLog } from './store.ts';
import { SharedLogTransport, type SharedLogTransportOptions } from './transport.ts';

export { SharedLog } from './store.ts';
export { sharedLogCapabilities } from './transport.ts';

/** A bus on the log, and the power over its life. */
export interface SharedLogBus {
  readonly bus: Bus;
  /** The process dies: nothing more is done, no word is said. */
  crash(): void;
  /** Nothing travels between bus and log until `resume`: a stalled process, or a broken network. */
  pause(): void;
  resume(): void;
}

/** One engine on the log. Give it the log's clock, or one that drifts from it. */
export function sharedLogBus(log: SharedLog, options: BusOptions, own: SharedLogTransportOptions = {}): SharedLogBus {
  const transport = new SharedLogTransport(log, own);
  const bus = new Bus(resolveBusOptions({ clock: log.clock, ...options }), transport);
  return {
    bus,
    crash: () => {
      transport.kill();
      engineOf(bus).halt();
    },
    pause: () => {
      transport.link.paused = true;
    },
    resume: () => transport.link.resume(),
  };
}
