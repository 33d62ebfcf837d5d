/** Turns what a source saw into events of a session. */
import type { RawEventInput } from '@skelly-jelly/data-capture';
import type { Captured } from './captured.ts';

/** Numbers the events from 0, dates them, and measures the time between keys. */
export function createStamper(session: {
  readonly session: string;
  readonly startedAt: number;
}): (captured: Captured) => RawEventInput {
  const sessionId = session.session;
  let sequence = 0;
  let lastKeyMs: number | undefined;
  return ({ atMs, ...seen }) => {
    const stamp = { sessionId, sequence, at: session.startedAt + atMs };
    sequence += 1;
    if (seen.kind !== 'keystroke') return { ...seen, ...stamp };
    const since = lastKeyMs === undefined ? {} : { sinceLastMs: Math.max(0, atMs - lastKeyMs) };
    lastKeyMs = atMs;
    return { ...seen, ...stamp, ...since };
  };
}
