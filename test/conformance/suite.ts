/** The conformance suite: what every transport is held against, according to what it declares. */
import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { engineOf } from '../../packages/bus-core/src/bus.ts';
import { undeclared } from './capabilities.ts';
import { probes } from './probes.ts';
import { runScenario, type Scenario } from './scenario.ts';
import { themes } from './scenarios/index.ts';
import type { Contestant, World } from './world.ts';

/** Defines the tests of one transport. A scenario that needs what is not declared is listed with what it lacks. */
export function conformance(contestant: Contestant): void {
  describe(contestant.name, () => {
    describe('capabilities', () => {
      it('are those that the transport itself declares', async () => {
        const run = async (world: World): Promise<void> => {
          assert.deepEqual(engineOf(await world.bus()).transport.capabilities, contestant.capabilities);
        };
        await runScenario({ run }, contestant);
      });
      for (const { capability, probe } of probes(contestant.capabilities)) {
        const name = `${capability} is ${String(contestant.capabilities[capability])}`;
        it(name, async (context) => {
          if (probe === undefined) context.skip('nothing to probe');
          else await runScenario({ run: probe }, contestant);
        });
      }
    });
    for (const { name, scenarios } of themes) {
      describe(name, () => {
        for (const one of scenarios) define(one, contestant);
      });
    }
  });
}

function define(one: Scenario, contestant: Contestant): void {
  it(one.name, async (context) => {
    const lacking = undeclared(one.needs, contestant.capabilities);
    if (lacking.length > 0) context.skip(`not declared: ${lacking.join(', ')}`);
    else await runScenario(one, contestant);
  });
}
