/** A scenario is data: a sentence, what it needs, and what happens. */
import type { Need } from './capabilities.ts';
import { type Contestant, World } from './world.ts';

export interface Scenario {
  /** A sentence that is true of every transport that declares the needs. */
  readonly name: string;
  readonly needs: readonly Need[];
  readonly run: (world: World) => Promise<void>;
}

/** Scenarios under one heading. */
export interface Theme {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}

/** Makes a theme of sentences. */
export function theme(name: string, scenarios: readonly Scenario[]): Theme {
  return { name, scenarios };
}

/** A sentence and its proof. */
export function scenario(name: string, run: (world: World) => Promise<void>, needs: readonly Need[] = []): Scenario {
  return { name, run, needs };
}

/** Runs it on an empty store, then checks what must hold after every scenario. */
export async function runScenario({ run }: Pick<Scenario, 'run'>, contestant: Contestant): Promise<void> {
  const world = await World.open(contestant);
  await run(world);
  await world.end();
}
