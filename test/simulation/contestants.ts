/** Buses for the conformance suite with a mutant at work in them. */
import { type Bus, createBus } from '@myelin/bus-core';
import { engineOf } from '../../packages/bus-core/src/bus.ts';
import {
  SharedLog,
  type SharedLogBus,
  sharedLogBus,
  sharedLogCapabilities,
} from '../../packages/bus-core/src/testing/shared-log/index.ts';
import type { Contestant } from '../conformance/world.ts';
import type { Mutant } from './mutant.ts';
import { applyMutant } from './mutants.ts';

/** In memory, or on a shared log. */
export function contestantOf(mutant: Mutant, store: 'memory' | 'log'): Contestant {
  return store === 'memory' ? inMemory(mutant) : onLog(mutant);
}

function inMemory(mutant: Mutant): Contestant {
  const { capabilities } = engineOf(createBus()).transport;
  return {
    name: `memory with ${mutant.name}`,
    capabilities,
    open: () => ({
      bus: (_name, options) => {
        const bus = createBus(options);
        applyMutant(bus, mutant);
        return bus;
      },
      crash: (bus) => bus.close(),
      close: () => undefined,
    }),
  };
}

function onLog(mutant: Mutant): Contestant {
  return {
    name: `shared log with ${mutant.name}`,
    capabilities: sharedLogCapabilities,
    open: (clock) => {
      const log = new SharedLog({ clock });
      mutant.log?.(log);
      const engines = new Map<Bus, SharedLogBus>();
      return {
        bus: (_name, options) => {
          const engine = sharedLogBus(log, options);
          applyMutant(engine.bus, mutant);
          engines.set(engine.bus, engine);
          return engine.bus;
        },
        crash: (bus) => engines.get(bus)?.crash(),
        pause: (bus) => engines.get(bus)?.pause(),
        resume: (bus) => engines.get(bus)?.resume(),
        close: () => undefined,
      };
    },
  };
}
