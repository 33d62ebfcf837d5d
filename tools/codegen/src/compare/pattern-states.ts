/** A pattern as an automaton, made state by state as it is asked. After Rabin and Scott's construction of subsets. */
import { parsePattern } from './pattern.ts';
import { type Step, stepsOf } from './pattern-run.ts';

/** What is known of a text after some of its characters. */
export interface PatternState {
  readonly number: number;
  /** Steps that wait for a character. */
  readonly waiting: readonly number[];
  /** Found already, whatever follows. */
  readonly found: boolean;
  /** Found if the text ends here. */
  readonly foundAtEnd: boolean;
  /** Not found, whatever follows. */
  readonly lost: boolean;
}

const statesMax = 20_000;
const automata = new Map<string, PatternStates | undefined>();
const automataMax = 1_000;

/** The automaton of a pattern; undefined for what looks around, has named properties or is too long. */
export function statesOf(source: string, { unicode }: { readonly unicode: boolean }): PatternStates | undefined {
  const key = `${unicode ? 'u' : '-'}${source}`;
  if (automata.has(key)) return automata.get(key);
  if (automata.size >= automataMax) automata.clear();
  const parsed = parsePattern(source, { unicode });
  const steps = stepsOf(parsed);
  const plain = parsed?.unicode === unicode && steps?.every(isPlain) === true;
  const made = plain ? new PatternStates(steps) : undefined;
  automata.set(key, made);
  return made;
}

function isPlain(step: Step): boolean {
  if (step.kind === 'one') return step.cuts !== undefined;
  return step.kind !== 'ahead' && step.kind !== 'border' && step.kind !== 'inside';
}

/** States of one pattern, as `RegExp.test` looks for it: anywhere in the text. */
export class PatternStates {
  /** Codes at which characters begin to differ for the pattern. */
  readonly cuts: readonly number[];
  readonly first: PatternState;
  readonly #steps: readonly Step[];
  readonly #states = new Map<string, PatternState>();
  readonly #next = new Map<string, PatternState>();

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.cuts = [...new Set(steps.flatMap((step) => (step.kind === 'one' ? (step.cuts ?? []) : [])))];
    this.first = this.#state([], { first: true });
  }

  /** The state after one more character; undefined where there are too many. */
  after(state: PatternState, character: string): PatternState | undefined {
    if (state.found || state.lost) return state;
    const key = `${state.number} ${character}`;
    const known = this.#next.get(key);
    if (known !== undefined || this.#states.size > statesMax) return known;
    const seeds = state.waiting.filter((index) => {
      const step = this.#steps[index];
      return step?.kind === 'one' && step.accepts(character);
    });
    const next = this.#state(
      seeds.map((index) => index + 1),
      { first: false },
    );
    this.#next.set(key, next);
    return next;
  }

  #state(seeds: readonly number[], { first }: { readonly first: boolean }): PatternState {
    const reached = this.#follow([...seeds, 0], { first, last: false });
    const found = this.#isDone(reached);
    const foundAtEnd = found || this.#isDone(this.#follow([...seeds, 0], { first, last: true }));
    const waiting = [...reached].filter((index) => this.#steps[index]?.kind === 'one').sort((one, two) => one - two);
    const key = `${found} ${foundAtEnd} ${waiting.join(' ')}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const lost = !foundAtEnd && waiting.length === 0 && !first;
    const state = { number: this.#states.size, waiting, found, foundAtEnd, lost };
    this.#states.set(key, state);
    return state;
  }

  #isDone(reached: ReadonlySet<number>): boolean {
    return [...reached].some((index) => this.#steps[index]?.kind === 'done');
  }

  /** All that is reached without a character; `last` where the text ends. */
  #follow(from: readonly number[], { first, last }: { readonly first: boolean; readonly last: boolean }): Set<number> {
    const reached = new Set<number>();
    const open = [...from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      const step = this.#steps[index];
      if (step?.kind === 'jump') open.push(step.to);
      else if (step?.kind === 'split') open.push(step.first, step.second);
      else if ((step?.kind === 'start' && first) || (step?.kind === 'end' && last)) open.push(index + 1);
    }
    return reached;
  }
}
