/** Who gets a topic: compiled once per topic, again when a group comes or goes, looked up by nobody at publish. */
import { type Audience, type Envelope, LANE_CRITICAL, NOBODY, type Sink } from './envelope.ts';
import { compilePattern, hasWildcard, matchesTopic, PatternTrie } from './topic.ts';
import type { Route, TopicSpec } from './transport.ts';

class TopicRoute implements Route {
  readonly topic: string;
  audience: Audience = NOBODY;
  /** Takes each message before the groups do: history, or the table of latest values. */
  keeper: Sink | undefined;
  mode: TopicSpec['mode'] = 'reliable';

  constructor(topic: string) {
    this.topic = topic;
  }
}

/** Routes are found by topic when a publisher or a group comes, never per message. */
export class Router {
  readonly #routes = new Map<string, TopicRoute>();
  readonly #exact = new Map<string, Set<Sink>>();
  readonly #patterns = new PatternTrie<Sink>();
  readonly #loose = new WeakMap<Sink, Sink>();

  /** The route of a topic; the same object for ever. */
  route(topic: string, mode: TopicSpec['mode']): Route {
    const route = this.#find(topic);
    if (route.mode !== mode) {
      route.mode = mode;
      this.#compile(route);
    }
    return route;
  }

  add(sink: Sink, topics: readonly string[]): void {
    for (const topic of topics) {
      if (hasWildcard(topic)) this.#patterns.add(topic, sink);
      else this.#sinksOf(topic).add(sink);
    }
    this.#recompile(topics);
  }

  remove(sink: Sink, topics: readonly string[]): void {
    for (const topic of topics) {
      if (hasWildcard(topic)) this.#patterns.remove(topic, sink);
      else this.#sinksOf(topic).delete(sink);
    }
    this.#recompile(topics);
  }

  /** The short way to a sink of these topics is another one now. */
  refresh(topics: readonly string[]): void {
    this.#recompile(topics);
  }

  /** Lets `keeper` take each message of the topic before its groups do. */
  keep(topic: string, keeper: Sink): void {
    const route = this.#find(topic);
    route.keeper = keeper;
    this.#compile(route);
  }

  /** Whether somebody keeps the messages of a topic already. */
  keeps(topic: string): boolean {
    return this.#routes.get(topic)?.keeper !== undefined;
  }

  #find(topic: string): TopicRoute {
    let route = this.#routes.get(topic);
    if (route === undefined) {
      route = new TopicRoute(topic);
      this.#routes.set(topic, route);
      this.#compile(route);
    }
    return route;
  }

  #sinksOf(topic: string): Set<Sink> {
    let sinks = this.#exact.get(topic);
    if (sinks === undefined) {
      sinks = new Set();
      this.#exact.set(topic, sinks);
    }
    return sinks;
  }

  #recompile(topics: readonly string[]): void {
    const patterns = topics.filter(hasWildcard).map(compilePattern);
    for (const topic of topics) if (!hasWildcard(topic)) this.#compile(this.#find(topic));
    if (patterns.length === 0) return;
    for (const route of this.#routes.values()) {
      if (patterns.some((pattern) => matchesTopic(pattern, route.topic))) this.#compile(route);
    }
  }

  /** A group with several matching patterns gets the message once. */
  #compile(route: TopicRoute): void {
    const found = [...new Set([...this.#sinksOf(route.topic), ...this.#patterns.match(route.topic)])];
    const groups = route.mode === 'reliable' ? found : found.map((sink) => this.#loosely(sink));
    const targets = route.keeper === undefined ? groups : [route.keeper, ...groups];
    const direct = targets.map((sink) => (sink.permits(route.topic) ? sink.direct : undefined));
    const holding = groups.filter((sink) => sink.holdsPublishers);
    route.audience = { targets, direct, holding, groups: groups.length };
  }

  #loosely(sink: Sink): Sink {
    if (!sink.holdsPublishers) return sink;
    const loose = this.#loose.get(sink) ?? new LooseSink(sink);
    this.#loose.set(sink, loose);
    return loose;
  }
}

/**
 * A reliable group at a topic that is carried best effort, as a pattern may find it: its publishers never wait. What
 * finds the group full is dropped as overflow; what it takes it treats as its own. Critical messages are refused instead.
 */
class LooseSink implements Sink {
  readonly holdsPublishers = false;
  readonly refuses = false;
  readonly direct: undefined;
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get full(): boolean {
    return this.#sink.full;
  }
  get fullOfCritical(): boolean {
    return this.#sink.full;
  }
  get depth(): number {
    return this.#sink.depth;
  }
  get limit(): number {
    return this.#sink.limit;
  }
  permits(topic: string): boolean {
    return this.#sink.permits(topic);
  }
  accept(): void {}
  expectCritical(): void {}

  deliver(envelope: Envelope): void {
    if (this.#sink.full && envelope.lane < LANE_CRITICAL) {
      this.#sink.overflow(envelope);
      return;
    }
    this.#sink.accept();
    this.#sink.deliver(envelope);
  }

  overflow(envelope: Envelope): void {
    this.#sink.overflow(envelope);
  }
}
