/** Who gets a topic: compiled once per topic, again when a group comes or goes, looked up by nobody at publish. */
import { type Audience, NOBODY, type Sink } from './envelope.ts';
import { compilePattern, hasWildcard, matchesTopic, PatternTrie } from './topic.ts';
import type { Route } from './transport.ts';

class TopicRoute implements Route {
  readonly topic: string;
  audience: Audience = NOBODY;
  /** Takes each message before the groups do: history, or the table of latest values. */
  keeper: Sink | undefined;

  constructor(topic: string) {
    this.topic = topic;
  }
}

/** Routes are found by topic when a publisher or a group comes, never per message. */
export class Router {
  readonly #routes = new Map<string, TopicRoute>();
  readonly #exact = new Map<string, Set<Sink>>();
  readonly #patterns = new PatternTrie<Sink>();

  /** The route of a topic; the same object for ever. */
  route(topic: string): Route {
    return this.#find(topic);
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
    const groups = [...new Set([...this.#sinksOf(route.topic), ...this.#patterns.match(route.topic)])];
    const targets = route.keeper === undefined ? groups : [route.keeper, ...groups];
    route.audience = { targets, holding: groups.filter((sink) => sink.holdsPublishers), groups: groups.length };
  }
}
