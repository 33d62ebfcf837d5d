/** What is measured: something that takes payloads and calls handlers. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reach } from './workspace.ts';

/** What every contender carries; made anew for each message, as real producers do. */
export interface Sample {
  readonly sequence: number;
  readonly name: string;
  readonly value: number;
  readonly flag: boolean;
}

export interface Contender {
  /** Sends `count` messages over all topics in turn. A contender that awaits each message returns a promise. */
  readonly send: (count: number) => void | Promise<void>;
  /** Handlers called per message. */
  readonly fanOut: number;
  readonly close: () => void | Promise<void>;
}

export interface Tally {
  received: number;
  sum: number;
}

/** Handlers with distinct code, and what they count. */
export interface Handlers {
  readonly tally: Tally;
  readonly lists: Readonly<Record<Reach, readonly ((message: object) => void)[]>>;
}

export async function loadHandlers(folder: string): Promise<Handlers> {
  const { tally, ...lists } = (await import(pathToFileURL(path.join(folder, 'handlers.js')).href)) as {
    tally: Tally;
  } & Handlers['lists'];
  return { tally, lists };
}

export function sample(sequence: number): Sample {
  return { sequence, name: 'sample', value: sequence * 0.5, flag: true };
}

/** The handler of a topic's nth subscription. */
export function handlerAt<T>(handlers: readonly T[], index: number): T {
  return handlers[index % handlers.length]!;
}
