/** What a part of the simulation of verbs is. */
import type { Place, Stage, StoreKind } from './stage.ts';

export interface Part {
  readonly name: string;
  readonly stores: readonly [StoreKind, ...StoreKind[]];
  /** The hard states that it is to reach. */
  readonly states: readonly string[];
  play(stage: Stage): Play;
}

export interface Play {
  /** A process begins, at the start or in the place of one that died. */
  join(place: Place): Promise<void>;
  /** The n-th thing that happens. */
  act(place: Place, n: number): Promise<void>;
  /** When everything is healed and has had its time. */
  check(): Promise<void>;
}
