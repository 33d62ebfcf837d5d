/** Negative controls: the suite goes red on transports that are broken on purpose, each in the scenario that is meant for it. */
import assert from 'node:assert/strict';
import { type Bus, type BusOptions, createBus } from '@myelin/bus-core';
import { describe, it } from 'vitest';
import { Bus as BusOver } from '../../packages/bus-core/src/bus.ts';
import { resolveBusOptions } from '../../packages/bus-core/src/bus-options.ts';
import type { Capabilities, Receipts } from '../../packages/bus-core/src/transport.ts';
import { MemoryTransport } from '../../packages/bus-core/src/transports/memory.ts';
import { probes } from './probes.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { themes } from './scenarios/index.ts';
import type { Contestant } from './world.ts';

type Envelopes = Parameters<MemoryTransport['send']>[0];

const everything: Capabilities = {
  durable: true,
  spans: 'machine',
  order: 'key',
  priority: 'ready',
  groups: 'remembered',
  delay: true,
  history: true,
  dedupe: true,
  transaction: 'effects',
  broadcast: true,
};
const inMemory: Capabilities = { ...everything, durable: false, spans: 'process', transaction: 'none' };

function contestant(makeBus: (options: BusOptions) => Bus): Contestant {
  return {
    name: 'broken',
    capabilities: inMemory,
    open: () => ({ bus: (_name, options) => makeBus(options), crash: (bus) => bus.close(), close: () => undefined }),
  };
}

/** Memory whose `send` passes on what `change` makes of each call. */
function sending(change: (envelopes: Envelopes) => Envelopes): Contestant {
  return contestant((options) => {
    const resolved = resolveBusOptions(options);
    class Broken extends MemoryTransport {
      override send(envelopes: Envelopes): Receipts {
        return super.send(change(envelopes));
      }
    }
    return new BusOver(resolved, new Broken(resolved.clock, resolved));
  });
}

/** A bus whose counts are not true. */
function lying(): Contestant {
  return contestant((options) => {
    const bus = createBus(options);
    const stats = bus.stats.bind(bus);
    bus.stats = () => {
      const { groups, ...rest } = stats();
      return { ...rest, groups: groups.map((group) => ({ ...group, acked: group.acked + 1 })) };
    };
    return bus;
  });
}

/** A timer that nobody cancels. */
function leaking(): Contestant {
  const sound = contestant(createBus);
  return {
    ...sound,
    open: (clock) => {
      clock.setTimer(() => undefined, 86_400_000);
      return sound.open(clock);
    },
  };
}

function everyTenth(): (envelopes: Envelopes) => Envelopes {
  let count = 0;
  return (envelopes) => (++count % 10 === 0 ? [] : envelopes);
}

/** Every second message comes before the one in front of it. */
function swapping(): (envelopes: Envelopes) => Envelopes {
  let kept: Envelopes = [];
  return (envelopes) => {
    if (kept.length === 0) {
      kept = [...envelopes];
      return [];
    }
    const swapped = [...envelopes, ...kept];
    kept = [];
    return swapped;
  };
}

const controls: readonly [string, Contestant, string][] = [
  ['loses one in ten', sending(everyTenth()), '100 messages arrive, each once, with payload and headers'],
  ['sends twice', sending((all) => [...all, ...all]), '100 messages arrive, each once, with payload and headers'],
  ['swaps neighbours', sending(swapping()), '1,000 messages of one publisher come in the order of publishing'],
  ['swaps neighbours', sending(swapping()), 'a retry that does not count keeps its key shut too'],
  [
    'forgets ids at once',
    contestant((options) => createBus({ ...options, dedupeWindowMs: 1 })),
    'inside the dedupe window an id is taken once, after it again',
  ],
  [
    'keeps no history',
    contestant((options) => createBus({ ...options, historyCountMax: 0 })),
    'a reliable group that joins late starts at the oldest message that is kept',
  ],
  ['counts wrong', lying(), 'returning false is a failure, returning anything else is not'],
  ['leaves a timer', leaking(), '100 messages arrive, each once, with payload and headers'],
];

describe('a transport that', () => {
  it.each(controls)('%s fails', async (_fault, broken, name) => {
    await assert.rejects(runScenario(find(name), broken));
  });

  it.each(['durable', 'spans', 'transaction'] as const)('declares %s and lacks it fails', async (capability) => {
    const probe = probes(everything).find((candidate) => candidate.capability === capability)?.probe;
    assert.ok(probe);
    await assert.rejects(runScenario({ run: probe }, contestant(createBus)));
  });
});

function find(name: string): Scenario {
  const found = themes.flatMap(({ scenarios }) => scenarios).find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}
