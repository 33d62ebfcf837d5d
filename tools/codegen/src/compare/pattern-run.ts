/** Runs patterns in time that grows with text times pattern, whatever the pattern. After Thompson's construction. */
import { type One, type Parsed, type Pattern, parsePattern } from './pattern.ts';

/** One step of a program, followed by the next unless it says otherwise. */
export type Step =
  | One
  | { readonly kind: 'split'; readonly first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'start' | 'end' | 'border' | 'inside' | 'done' }
  | { readonly kind: 'ahead'; readonly steps: readonly Step[]; readonly wanted: boolean };

const stepsMax = 20_000;
/** Characters times steps of one run. */
const workMax = 1_000_000;

const programs = new WeakMap<Parsed, readonly Step[] | undefined>();

/** Whether a pattern is found in a text, as `RegExp.test` says; undefined where that cannot be said in bounded time. */
export function matches(source: string, text: string, options: Reading = {}): boolean | undefined {
  const parsed = parsePattern(source, options);
  const steps = stepsOf(parsed);
  if (parsed === undefined || steps === undefined || steps.length * (text.length + 1) > workMax) return undefined;
  const characters = parsed.unicode ? Array.from(text) : text.split('');
  return new Run(characters).search(steps, { from: 0, anywhere: true });
}

/** How many steps one character of a text may take. */
export function stepsFor(source: string, options: Reading = {}): number {
  return stepsOf(parsePattern(source, options))?.length ?? 1;
}

interface Reading {
  readonly unicode?: boolean;
}

/** The program of a pattern; undefined where it is too long. */
export function stepsOf(parsed: Parsed | undefined): readonly Step[] | undefined {
  if (parsed === undefined) return undefined;
  if (!programs.has(parsed)) programs.set(parsed, compile(parsed.root));
  return programs.get(parsed);
}

function compile(root: Pattern): readonly Step[] | undefined {
  const compiler = new Compiler();
  compiler.add(root);
  return compiler.done();
}

class Compiler {
  readonly #steps: Step[] = [];
  #fits = true;

  done(): readonly Step[] | undefined {
    this.#steps.push({ kind: 'done' });
    return this.#fits ? this.#steps : undefined;
  }

  add(pattern: Pattern): void {
    this.#fits &&= this.#steps.length <= stepsMax;
    if (!this.#fits) return;
    switch (pattern.kind) {
      case 'sequence':
        for (const part of pattern.parts) this.add(part);
        break;
      case 'choice':
        this.#choice(pattern.parts);
        break;
      case 'repeat':
        this.#repeat(pattern.of, pattern.min, pattern.max);
        break;
      case 'ahead':
        this.#ahead(pattern.of, pattern.wanted);
        break;
      case 'one':
      case 'start':
      case 'end':
      case 'border':
      case 'inside':
        this.#steps.push(pattern);
    }
  }

  #ahead(of: Pattern, wanted: boolean): void {
    const steps = compile(of);
    this.#fits &&= steps !== undefined;
    this.#steps.push({ kind: 'ahead', steps: steps ?? [], wanted });
  }

  #choice(parts: readonly Pattern[]): void {
    const ends: { to: number }[] = [];
    for (const [index, part] of parts.entries()) {
      const split = index < parts.length - 1 ? this.#split() : undefined;
      this.add(part);
      if (split === undefined) continue;
      const end = { kind: 'jump' as const, to: 0 };
      this.#steps.push(end);
      ends.push(end);
      split.second = this.#steps.length;
    }
    for (const end of ends) end.to = this.#steps.length;
  }

  #repeat(of: Pattern, min: number, max: number): void {
    for (let count = 0; count < min && this.#fits; count++) this.add(of);
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#steps.length;
      const split = this.#split();
      this.add(of);
      this.#steps.push({ kind: 'jump', to: loop });
      split.second = this.#steps.length;
      return;
    }
    const splits: { second: number }[] = [];
    for (let count = min; count < max && this.#fits; count++) {
      splits.push(this.#split());
      this.add(of);
    }
    for (const split of splits) split.second = this.#steps.length;
  }

  #split(): { second: number } {
    const split = { kind: 'split' as const, first: this.#steps.length + 1, second: 0 };
    this.#steps.push(split);
    return split;
  }
}

class Run {
  readonly #text: readonly string[];
  #work = 0;

  constructor(text: readonly string[]) {
    this.#text = text;
  }

  search(steps: readonly Step[], { from, anywhere }: { from: number; anywhere: boolean }): boolean | undefined {
    let states = new Set<number>();
    for (let at = from; at <= this.#text.length; at++) {
      if ((anywhere || at === from) && this.#enter(steps, states, at) === undefined) return undefined;
      for (const state of states) if (steps[state]?.kind === 'done') return true;
      if (states.size === 0 && !anywhere) return false;
      const next = new Set<number>();
      for (const state of states) {
        const step = steps[state];
        if (step?.kind === 'one' && step.accepts(this.#text[at] ?? ''))
          this.#follow(steps, { states: next, at: at + 1 }, state + 1);
      }
      if (this.#work > workMax) return undefined;
      states = next;
    }
    return false;
  }

  #enter(steps: readonly Step[], states: Set<number>, at: number): true | undefined {
    this.#follow(steps, { states, at }, 0);
    return this.#work > workMax ? undefined : true;
  }

  /** Adds a state and all that follow from it without a character. */
  #follow(steps: readonly Step[], { states, at }: { states: Set<number>; at: number }, first: number): void {
    const open = [first];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (states.has(state)) continue;
      states.add(state);
      this.#work++;
      const step = steps[state];
      if (step === undefined) continue;
      if (step.kind === 'jump') open.push(step.to);
      else if (step.kind === 'split') open.push(step.second, step.first);
      else if (step.kind !== 'one' && step.kind !== 'done' && this.#holds(step, at)) open.push(state + 1);
    }
  }

  #holds(step: Exclude<Step, { kind: 'one' | 'split' | 'jump' | 'done' }>, at: number): boolean {
    if (step.kind === 'start') return at === 0;
    if (step.kind === 'end') return at === this.#text.length;
    if (step.kind === 'ahead') return this.search(step.steps, { from: at, anywhere: false }) === step.wanted;
    const word = (index: number): boolean => /^\w$/.test(this.#text[index] ?? '');
    return (word(at - 1) !== word(at)) === (step.kind === 'border');
  }
}
