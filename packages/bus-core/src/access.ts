/** What a module may do with a topic. Contract topics are decided by its definition, all others by granted patterns. */
import type { Grants, MessageDescriptor, ModuleDescriptor } from './contract.ts';
import { compilePattern, hasWildcard, isTopic, PatternTrie, patternsMeet } from './topic.ts';

/** Bits of a set of rights. */
export const rights: { readonly publish: 1; readonly subscribe: 2; readonly request: 4; readonly serve: 8 } = {
  publish: 1,
  subscribe: 2,
  request: 4,
  serve: 8,
};

export type Verb = keyof typeof rights;

/** Topics whose granted rights are remembered: two generations of this many. */
const cacheGenerationMax = 512;

/**
 * Rights of one module, fixed when it connects. For a topic of the module's own definition the definition alone counts:
 * a grant adds nothing there. A name that is no topic gives no right.
 */
export class Access {
  readonly #contract = new Map<string, number>();
  readonly #granted = new PatternTrie<number>();
  /** Topics and patterns. */
  readonly #subscribable: readonly string[];
  #cache = new Map<string, number>();
  #cacheBefore = new Map<string, number>();

  /** @throws BusError `BUS_CONFIG_INVALID` where a grant is no pattern */
  constructor(module: ModuleDescriptor, grants: Grants = module.grants ?? {}) {
    this.#subscribable = [...module.subscribes.map(({ topic }) => topic), ...(grants.subscribe ?? [])];
    this.#define(module.publishes, rights.publish);
    this.#define(module.subscribes, rights.subscribe);
    this.#define(module.requests, rights.request);
    this.#define(module.serves, rights.serve);
    this.#grant(grants.publish, rights.publish);
    this.#grant(grants.subscribe, rights.subscribe);
    this.#grant(grants.request, rights.request);
    this.#grant(grants.serve, rights.serve);
  }

  canPublish(topic: string): boolean {
    return (this.rightsOf(topic) & rights.publish) !== 0;
  }

  canSubscribe(topic: string): boolean {
    return (this.rightsOf(topic) & rights.subscribe) !== 0;
  }

  /** Whether a topic can exist that matches the pattern and may be subscribed to. */
  mayFind(pattern: string): boolean {
    if (!hasWildcard(pattern)) return this.canSubscribe(pattern);
    const wanted = compilePattern(pattern);
    return this.#subscribable.some((known) => patternsMeet(wanted, compilePattern(known)));
  }

  canRequest(topic: string): boolean {
    return (this.rightsOf(topic) & rights.request) !== 0;
  }

  canServe(topic: string): boolean {
    return (this.rightsOf(topic) & rights.serve) !== 0;
  }

  /** All rights to the topic, as bits of `rights`; 0 is none. */
  rightsOf(topic: string): number {
    return this.#contract.get(topic) ?? this.#cache.get(topic) ?? this.#grantedRightsOf(topic);
  }

  #grantedRightsOf(topic: string): number {
    if (!isTopic(topic)) return 0;
    const bits = this.#cacheBefore.get(topic) ?? this.#granted.match(topic).reduce((all, bit) => all | bit, 0);
    if (this.#cache.size === cacheGenerationMax) {
      this.#cacheBefore = this.#cache;
      this.#cache = new Map();
    }
    this.#cache.set(topic, bits);
    return bits;
  }

  #define(messages: readonly MessageDescriptor[], right: number): void {
    for (const { topic } of messages) this.#contract.set(topic, (this.#contract.get(topic) ?? 0) | right);
  }

  #grant(patterns: readonly string[] | undefined, right: number): void {
    for (const pattern of patterns ?? []) this.#granted.add(pattern, right);
  }
}
