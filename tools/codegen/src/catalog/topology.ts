/** Who sends each message, and who gets it. */
import type { Contract, MessageContract, ModuleContract } from '../model.ts';
import { newest } from '../model.ts';
import { matchesPattern } from '../names.ts';

/** What a module may do with a message. */
export type Right = 'publishes' | 'subscribes' | 'requests' | 'serves';

/** One message on its way between modules. Lists are names of modules, sorted. */
export interface Flow {
  readonly message: MessageContract;
  readonly publishers: readonly string[];
  readonly subscribers: readonly string[];
  /** Those that may subscribe to its topic by name. */
  readonly watchers: readonly string[];
  readonly requesters: readonly string[];
  readonly servers: readonly string[];
  /** Requests that this message answers, by name. */
  readonly answers: readonly string[];
}

/** Every message of a contract, sorted by name. */
export function flowsOf({ messages, modules }: Contract): Flow[] {
  return messages.map((message) => {
    const having = (right: Right): string[] =>
      modules.filter((module) => module[right].includes(message.name)).map(({ name }) => name);
    return {
      message,
      publishers: having('publishes'),
      subscribers: having('subscribes'),
      watchers: modules.filter((module) => isGranted(module, message.topic)).map(({ name }) => name),
      requesters: having('requests'),
      servers: having('serves'),
      answers: messages.filter((request) => newest(request).reply === message.name).map(({ name }) => name),
    };
  });
}

function isGranted({ grants }: ModuleContract, topic: string): boolean {
  return grants?.subscribe?.some((pattern) => matchesPattern(pattern, topic)) ?? false;
}

/** Rights of a module to a message, in the order of `Right`. */
export function rightsOf(module: ModuleContract, message: string): Right[] {
  const rights = ['publishes', 'subscribes', 'requests', 'serves'] as const;
  return rights.filter((right) => module[right].includes(message));
}
