/** What a rule is. */
import type { Ledger } from '../ledger.ts';

/** Says what is wrong, in a line each; nothing where the promise was kept. */
export type Rule = (ledger: Ledger) => Iterable<string>;
