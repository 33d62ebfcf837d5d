/** Decides about one direction: whether what the one side writes is read by the other. */
import { accepts, refusedAt } from '../inspect.ts';
import type { Shape } from '../model.ts';
import type { Change, Part } from './change.ts';
import type { Verdict, Witness } from './finding.ts';
import { isHuge } from './json-size.ts';
import { ModelTerms } from './model-terms.ts';
import { embed, type Place, type Sample, type Side } from './place.ts';
import { Search } from './search.ts';
import { type Answer, none, valuesTerm } from './term.ts';

/** What one change does in one direction. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'break'; readonly witness: Witness }
  /** Breaks at its place, and yet no whole message shows it. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'undecided'; readonly why: string };

/** `side` is who writes. */
export class Direction {
  readonly #side: Side;
  readonly #writer: Shape;
  readonly #reader: Shape;
  readonly #writes: ModelTerms;
  readonly #reads: ModelTerms;
  readonly #search = new Search();
  /** Whether a part of the message last made could not be found, though there may be one. */
  #unsure = false;

  constructor(side: Side, { old, next }: { readonly old: Shape; readonly next: Shape }) {
    this.#side = side;
    [this.#writer, this.#reader] = side === 'old' ? [old, next] : [next, old];
    this.#writes = new ModelTerms(this.#writer.definitions, 'writer');
    this.#reads = new ModelTerms(this.#reader.definitions, 'reader');
  }

  /** Whether every message is read, with a message that is not. */
  whole(): { readonly verdict: Verdict; readonly witness?: Witness; readonly why?: string } {
    const answer = this.#find({ writes: this.#writer.type, reads: this.#reader.type });
    if (answer.kind === 'none') return { verdict: 'yes' };
    if (answer.kind === 'unknown') return { verdict: 'undecided', why: answer.why };
    if (!('value' in answer) || isHuge(answer.value)) return { verdict: 'no', witness: { refusedAt: '' } };
    const witness = this.#confirmed(answer.value);
    return witness === undefined
      ? { verdict: 'undecided', why: 'the message that was found is read after all' }
      : { verdict: 'no', witness };
  }

  /** What a change does by itself. */
  effect(change: Change): Effect {
    const part = this.#side === 'old' ? change.backward : change.forward;
    if (part === undefined) return { kind: 'none' };
    const answer = this.#find(part);
    if (answer.kind === 'none') return { kind: 'none' };
    if (answer.kind === 'unknown') return { kind: 'undecided', why: answer.why };
    this.#unsure = false;
    const payload =
      'value' in answer
        ? embed(answer.value, change.place.steps, { side: this.#side, sample: this.#sample })
        : undefined;
    if (!('value' in answer) || isHuge(payload)) return { kind: 'break', witness: { refusedAt: change.place.path } };
    if (payload === undefined)
      return this.#unsure ? { kind: 'undecided', why: 'no whole message was found that shows it' } : { kind: 'hidden' };
    const witness = this.#confirmed(payload);
    return witness !== undefined && isAt(witness.refusedAt, change.place)
      ? { kind: 'break', witness }
      : { kind: 'hidden' };
  }

  #find({ writes, reads }: Part): Answer {
    return this.#search.find(
      this.#writes.of(writes, {}),
      reads === undefined ? [] : [this.#reads.of(reads, { open: true })],
    );
  }

  readonly #sample: Sample = (type, others = []) => {
    const excluded = others.length === 0 ? [] : [valuesTerm(others)];
    const answer: Answer = type === undefined ? none : this.#search.find(this.#writes.of(type, {}), excluded);
    this.#unsure ||= answer.kind === 'unknown';
    return 'value' in answer ? answer.value : undefined;
  };

  /** The plain reader of models has the last word. */
  #confirmed(payload: unknown): Witness | undefined {
    const refused = refusedAt(payload, this.#reader, { open: true });
    return refused !== undefined && accepts(payload, this.#writer) ? { payload, refusedAt: refused } : undefined;
  }
}

/** Whether a message is refused at a place, above it (in a union) or below it. */
function isAt(refused: string, { path }: Place): boolean {
  const [at, place] = [stepsOf(refused), stepsOf(path)];
  return at.every((step, index) => {
    const other = place[index];
    return other === undefined || step === other || other === '*' || (step.startsWith('[') && other === '[]');
  });
}

function stepsOf(path: string): readonly string[] {
  return path.match(/\[(?:"(?:\\.|[^"\\])*"|\d*)\]|[^.[\]]+/g) ?? [];
}
