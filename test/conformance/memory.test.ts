import { createBus } from '@myelin/bus-core';
import { conformance } from './suite.ts';

conformance({
  name: 'memory',
  capabilities: {
    durable: false,
    spans: 'process',
    order: 'key',
    priority: 'ready',
    groups: 'remembered',
    delay: true,
    history: true,
    dedupe: true,
    transaction: 'none',
    broadcast: true,
  },
  open: () => ({
    bus: (_name, options) => createBus(options),
    crash: (bus) => bus.close(), // what it held is gone either way
    close: () => undefined,
  }),
});
