/** State by session, for a bounded number of sessions. */

const SESSIONS_MAX = 16;

export interface Sessions<State> extends Iterable<State> {
  /** The state of a session, made at first sight; the session seen first makes room. */
  of(sessionId: string): State;
}

/** `create` makes the state of a session that is new. */
export function createSessions<State>(create: () => State): Sessions<State> {
  const states = new Map<string, State>();
  return {
    of(sessionId) {
      const known = states.get(sessionId);
      if (known !== undefined) return known;
      const [oldest] = states.keys();
      if (states.size >= SESSIONS_MAX && oldest !== undefined) states.delete(oldest);
      const made = create();
      states.set(sessionId, made);
      return made;
    },
    [Symbol.iterator]: () => states.values(),
  };
}
