/** What is wrong with definitions: collected over a whole run, and reported together. */

/** Where a problem was found: a key path inside the argument of a `define…` call. */
export interface Place {
  /** Relative to the workspace folder. */
  readonly file: string;
  /** Name of the exported constant; absent where the whole file is meant. */
  readonly exportName?: string;
  /** As `['schema', 'user', 'email']`. */
  readonly path: readonly string[];
}

export interface Problem {
  readonly place: Place;
  /** What is wrong, as a sentence without its full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  /** Where it is known better than by the place. */
  readonly position?: Position;
}

/** Line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Definitions that nothing can be generated from. `problems` is never empty. */
export class DefinitionError extends Error {
  readonly problems: readonly Problem[];
  /** Absolute path of the workspace, which places are relative to. */
  readonly folder: string;

  constructor(problems: readonly Problem[], folder: string) {
    super(problems.map((problem) => `${problem.place.file}: ${problem.message}. ${problem.fix}`).join('\n'));
    this.name = 'DefinitionError';
    this.problems = problems;
    this.folder = folder;
  }
}

/** A file that the generator may not write: somebody else's, or outside of the output folder. */
export class RefusedFileError extends Error {
  constructor(file: string, reason: string) {
    super(`${file} ${reason}`);
    this.name = 'RefusedFileError';
  }
}

/** Takes problems at one place and below it. */
export class Findings {
  readonly #problems: Problem[];
  readonly #place: Place;

  constructor(problems: Problem[], place: Place) {
    this.#problems = problems;
    this.#place = place;
  }

  /** The same list, one step deeper. */
  at(key: string): Findings {
    return new Findings(this.#problems, { ...this.#place, path: [...this.#place.path, key] });
  }

  /** `message` without a full stop; `fix` is a whole sentence. Saying the same twice counts once. */
  add(message: string, fix: string, { position }: { readonly position?: Position } = {}): void {
    const key = this.#place.path.join('\0');
    const known = this.#problems.some(
      ({ message: other, place }) =>
        other === message &&
        place.file === this.#place.file &&
        place.exportName === this.#place.exportName &&
        place.path.join('\0') === key,
    );
    if (known) return;
    this.#problems.push({ place: this.#place, message, fix, ...(position === undefined ? {} : { position }) });
  }
}
