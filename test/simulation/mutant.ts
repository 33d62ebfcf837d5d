/** What a mutant may put its hands on. */
import type { Bus } from '@myelin/bus-core';
import type { Joined } from '../../packages/bus-core/src/groups.ts';
import type { SharedLog } from '../../packages/bus-core/src/testing/shared-log/index.ts';
import type { Feed } from '../../packages/bus-core/src/transport.ts';

/** A deliberately broken variant, applied to live objects: the sources stay as they are. */
export interface Mutant {
  readonly name: string;
  /** Each subscription when it was made. */
  readonly joined?: (joined: Joined, bus: Bus) => void;
  /** Each feed of an engine. */
  readonly feed?: (feed: Feed) => void;
  /** The log, before anybody is on it. */
  readonly log?: (log: SharedLog) => void;
}
