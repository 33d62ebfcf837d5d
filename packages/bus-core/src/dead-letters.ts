/** Messages that their group gave up, bounded, newest kept; the memory transport's store. */
import type { DeadLetter, DeadLetterQuery, DeadLetterStore } from './transport.ts';

const LIST_LIMIT = 100;

/** What becomes of letters outside. */
export interface LetterUse {
  /** Puts a letter's message back into its group's queue; false where that group is gone. */
  readonly send: (letter: DeadLetter) => boolean;
  /** The letter was purged, or went for want of room. */
  readonly gone: (letter: DeadLetter) => void;
}

/** Bounded: the oldest letter goes when there is no room, and is counted in `lost`. */
export class MemoryDeadLetters implements DeadLetterStore {
  readonly #letters = new Map<number, DeadLetter>();
  readonly #sizeMax: number;
  readonly #use: LetterUse;
  #sequence = 0;
  /** Letters that went because there was no room for them. */
  lost = 0;

  constructor(sizeMax: number, use: LetterUse) {
    this.#sizeMax = sizeMax;
    this.#use = use;
  }

  get size(): number {
    return this.#letters.size;
  }

  add(letter: DeadLetter): void {
    if (this.#letters.size >= this.#sizeMax) this.#dropOldest();
    const sequence = ++this.#sequence;
    this.#letters.set(sequence, { ...letter, sequence });
  }

  list(query: DeadLetterQuery): DeadLetter[] {
    const found: DeadLetter[] = [];
    for (const letter of this.#letters.values()) {
      if (found.length >= (query.limit ?? LIST_LIMIT)) break;
      if (asked(letter, query)) found.push(letter);
    }
    return found;
  }

  redrive(letters: readonly DeadLetter[]): number {
    return this.#take(letters, this.#use.send);
  }

  purge(letters: readonly DeadLetter[]): number {
    return this.#take(letters, (letter) => {
      this.#use.gone(letter);
      return true;
    });
  }

  #take(letters: readonly DeadLetter[], use: (letter: DeadLetter) => boolean): number {
    let taken = 0;
    for (const { sequence } of letters) {
      const letter = this.#letters.get(sequence);
      if (letter === undefined || !use(letter)) continue;
      this.#letters.delete(sequence);
      taken++;
    }
    return taken;
  }

  #dropOldest(): void {
    for (const [sequence, letter] of this.#letters) {
      this.#letters.delete(sequence);
      this.lost++;
      this.#use.gone(letter);
      return;
    }
  }
}

function asked(letter: DeadLetter, query: DeadLetterQuery): boolean {
  return (
    (query.group === undefined || letter.group === query.group) &&
    (query.topic === undefined || letter.envelope?.topic === query.topic) &&
    (query.reason === undefined || letter.reason === query.reason) &&
    (query.after === undefined || letter.sequence > query.after)
  );
}
