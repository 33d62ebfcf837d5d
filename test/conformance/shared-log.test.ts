import type { Bus } from '@myelin/bus-core';
import {
  SharedLog,
  type SharedLogBus,
  sharedLogBus,
  sharedLogCapabilities,
} from '../../packages/bus-core/src/testing/shared-log/index.ts';
import { conformance } from './suite.ts';

conformance({
  name: 'shared-log',
  capabilities: sharedLogCapabilities,
  open: (clock) => {
    const log = new SharedLog({ clock });
    const engines = new Map<Bus, SharedLogBus>();
    return {
      bus: (_name, options) => {
        const engine = sharedLogBus(log, options);
        engines.set(engine.bus, engine);
        return engine.bus;
      },
      crash: (bus) => engines.get(bus)?.crash(),
      pause: (bus) => engines.get(bus)?.pause(),
      resume: (bus) => engines.get(bus)?.resume(),
      close: () => undefined,
    };
  },
});
