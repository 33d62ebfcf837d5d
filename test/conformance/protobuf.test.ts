/** The shared log once more, its payloads in Protocol Buffers: whatever is stored, leased, given up and brought back. */
import type { Bus } from '@myelin/bus-core';
import { describe, it } from 'vitest';
import {
  SharedLog,
  type SharedLogBus,
  sharedLogBus,
  sharedLogCapabilities,
} from '../../packages/bus-core/src/testing/shared-log/index.ts';
import { undeclared } from './capabilities.ts';
import { runScenario } from './scenario.ts';
import { carriage } from './scenarios/carriage.ts';
import { deadLetters } from './scenarios/dead-letters.ts';
import { latest } from './scenarios/latest.ts';
import { requests } from './scenarios/requests.ts';
import { takeover } from './scenarios/takeover.ts';
import type { Contestant } from './world.ts';

const contestant: Contestant = {
  name: 'shared-log in Protocol Buffers',
  capabilities: sharedLogCapabilities,
  open: (clock) => {
    const log = new SharedLog({ clock });
    const engines = new Map<Bus, SharedLogBus>();
    return {
      bus: (_name, options) => {
        const engine = sharedLogBus(log, options, { codec: 'protobuf' });
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

describe.each([carriage, deadLetters, latest, requests, takeover])('$name', ({ scenarios }) => {
  const declared = scenarios.filter(({ needs }) => undeclared(needs, sharedLogCapabilities).length === 0);
  it.each(declared)('$name', (scenario) => runScenario(scenario, contestant));
});
