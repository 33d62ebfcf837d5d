/** Keeps apart what must not come too often, in event time. */

/** Durations are event time. */
export interface Use {
  readonly at: number;
  readonly cooldownMs: number;
}

export interface Cooldowns {
  /** Whether `name` may happen now; when it may, it has. */
  take(name: string, use: Use): boolean;
  /** Nothing called `name` before this time, if that is later than what holds now. */
  holdUntil(name: string, until: number): void;
}

/** Names are few and fixed: one entry each is kept. */
export function createCooldowns(): Cooldowns {
  const freeAt = new Map<string, number>();
  return {
    take(name, { at, cooldownMs }) {
      if (at < (freeAt.get(name) ?? Number.NEGATIVE_INFINITY)) return false;
      freeAt.set(name, at + cooldownMs);
      return true;
    },
    holdUntil(name, until) {
      freeAt.set(name, Math.max(until, freeAt.get(name) ?? until));
    },
  };
}
