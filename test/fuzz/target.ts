/** What `npm run fuzz` runs. */

/** Something that should not be so. */
export interface Finding {
  readonly what: string;
  readonly value: unknown;
  /** What was under test. */
  readonly about: string;
}

/** Runs one case: the same for the same seed. */
export type Target = (seed: number) => Promise<Finding | undefined>;
