/** What a source sees, before data-capture gives it a session, a sequence and a date. */
import type { RawEvent } from '@skelly-jelly/data-capture';

type WithoutSession<E> = E extends unknown ? Omit<E, 'sessionId' | 'sequence' | 'at'> : never;

/** One thing that happened, without its time. */
export type Seen = WithoutSession<RawEvent>;

/** One thing that happened, `atMs` milliseconds after the source started to look. */
export type Captured = Seen & { readonly atMs: number };

/** Takes what a source saw. */
export type Emit = (captured: Captured) => void;

/** What a source says when it ends. */
export interface SourceReport {
  /** Rows that became events. */
  readonly rowCount: number;
  /** Rows that could not be read. */
  readonly malformedCount: number;
  /** The first of them, with its line number. */
  readonly firstProblem?: string;
}

/** Somewhere that events come from. */
export interface Source {
  /** Names the session; at most 64 characters. */
  readonly session: string;
  /** Epoch milliseconds of `atMs` 0. */
  readonly startedAt: number;
  /** Resolves when the input ends or `signal` aborts. @throws InputError where the input is of no use */
  run(emit: Emit, signal: AbortSignal): Promise<SourceReport>;
}

/** Input that cannot be used: the program says why and ends with code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
