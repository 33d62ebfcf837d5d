/** Order per key: while one message of a key is under way, the later ones are parked behind it. */

/**
 * A key is held from the moment its first message is queued until the last one is settled, so priorities and retries
 * never let one message of a key pass another. Its size is bounded by the group, which counts what is parked as pending.
 */
export class Parking<T> {
  /** One key that is held with nothing parked. Where handlers return at once no other ever is, and the map is not touched. */
  #sole: string | undefined;
  /** The other keys. Undefined: held, nothing parked. */
  readonly #keys = new Map<string, T[] | undefined>();
  readonly #blocked = new Set<string>();
  size = 0;

  /** Takes the key for `item`, or parks it behind the holder; true when parked. */
  hold(key: string, item: T): boolean {
    if (!this.holds(key)) {
      this.#take(key);
      return false;
    }
    this.#share(key);
    const parked = this.#keys.get(key);
    if (parked === undefined) this.#keys.set(key, [item]);
    else parked.push(item);
    this.size++;
    return true;
  }

  holds(key: string): boolean {
    return this.#sole === key || (this.#keys.size > 0 && this.#keys.has(key));
  }

  #take(key: string): void {
    if (this.#sole === undefined) this.#sole = key;
    else this.#keys.set(key, undefined);
  }

  /** There is more to know of the key than that it is held. */
  #share(key: string): void {
    if (this.#sole !== key) return;
    this.#sole = undefined;
    this.#keys.set(key, undefined);
  }

  /** The holder is settled: the next in line holds the key now, or nobody does. */
  release(key: string): T | undefined {
    if (this.#sole === key) {
      this.#sole = undefined;
      return undefined;
    }
    if (this.#blocked.has(key)) return undefined;
    const next = this.#keys.get(key)?.shift();
    if (next === undefined) this.#keys.delete(key);
    else this.size--;
    return next;
  }

  /** Takes one out of the line. */
  remove(key: string, item: T): void {
    const parked = this.#keys.get(key);
    const index = parked?.indexOf(item) ?? -1;
    if (index < 0) return;
    parked?.splice(index, 1);
    this.size--;
  }

  /** A message became a dead letter and its key stays shut, for the holder too where there is one. */
  block(key: string): void {
    this.#blocked.add(key);
    this.#share(key);
    if (!this.#keys.has(key)) this.#keys.set(key, undefined);
  }

  isBlocked(key: string): boolean {
    return this.#blocked.has(key);
  }

  /** Whoever keeps the messages keeps the key shut now: nothing of it is parked here any more. */
  forget(key: string): void {
    this.#share(key);
    this.#blocked.delete(key);
    this.#keys.delete(key);
  }

  /** Opens a blocked key for the message that comes back; true when it was blocked. The key stays held. */
  unblock(key: string): boolean {
    return this.#blocked.delete(key);
  }

  /** What is first in line behind each blocked key. */
  blockedHeads(): T[] {
    return [...this.#blocked].flatMap((key) => this.#keys.get(key)?.[0] ?? []);
  }

  get blockedKeys(): number {
    return this.#blocked.size;
  }

  /** Takes out everything parked, and forgets all keys. */
  drain(): T[] {
    const items: T[] = [];
    for (const parked of this.#keys.values()) if (parked !== undefined) items.push(...parked);
    this.#sole = undefined;
    this.#keys.clear();
    this.#blocked.clear();
    this.size = 0;
    return items;
  }
}
