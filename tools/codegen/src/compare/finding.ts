/** What a comparison says, one finding per change and consequence. */
import { hashOf } from '../canonical.ts';

/**
 * BACKWARD: a new subscriber cannot read old messages. FORWARD: an old subscriber cannot read new ones. DATA_LOSS: what was
 * sent is no longer. CONTRACT: where or how a message travels, or who may send it. SEMANTIC: read by all, but it means
 * something else. DOC: words alone. COMPATIBLE: none of these.
 */
export type Category = 'BACKWARD' | 'FORWARD' | 'DATA_LOSS' | 'CONTRACT' | 'SEMANTIC' | 'DOC' | 'COMPATIBLE';

export type Bump = 'patch' | 'minor' | 'major';

/** Whether every message of the one side is read by the other. */
export type Verdict = 'yes' | 'no' | 'undecided';

/** A message that the one side writes and the other refuses. */
export interface Witness {
  /** Absent where it would be too large to write out. */
  readonly payload?: unknown;
  /** Path of what is refused, as `user.tags[0]`; `''` for the payload itself. */
  readonly refusedAt: string;
}

export interface Finding {
  /** Stable id of the rule, as `field-added-required`. */
  readonly rule: string;
  /** What is compared, as `OrderPlaced@2` or `module storage`. */
  readonly subject: string;
  /** Path of the field, as `user.tags[]`; `''` for the payload. */
  readonly path: string;
  readonly category: Category;
  /** One sentence without its full stop. */
  readonly message: string;
  /** Bump of the SDK of who publishes the message. */
  readonly publisher: Bump;
  /** Bump of the SDK of who subscribes to it. */
  readonly subscriber: Bump;
  /** 16 hexadecimal digits: the same change has the same, on every machine and in every order. */
  readonly fingerprint: string;
  /** There for every break that is decided. */
  readonly witness?: Witness;
  /** Why it could not be decided; counts as a break. */
  readonly undecided?: string;
}

/** All that differs between two revisions of a message. */
export interface Comparison {
  readonly backward: Verdict;
  readonly forward: Verdict;
  readonly findings: readonly Finding[];
}

const bumps: Readonly<Record<Category, { readonly publisher: Bump; readonly subscriber: Bump }>> = {
  BACKWARD: { publisher: 'major', subscriber: 'minor' },
  FORWARD: { publisher: 'minor', subscriber: 'major' },
  DATA_LOSS: { publisher: 'major', subscriber: 'major' },
  CONTRACT: { publisher: 'major', subscriber: 'major' },
  SEMANTIC: { publisher: 'minor', subscriber: 'minor' },
  DOC: { publisher: 'patch', subscriber: 'patch' },
  COMPATIBLE: { publisher: 'minor', subscriber: 'minor' },
};

/** What a finding is made from. */
export interface FindingParts extends Omit<Finding, 'publisher' | 'subscriber' | 'fingerprint'> {
  /** What was there and what is there now; decides the fingerprint with rule, subject, path and category. */
  readonly stamp: unknown;
  readonly publisher?: Bump;
  readonly subscriber?: Bump;
}

/** A finding with the bumps that its category demands, unless others are given. */
export function findingOf({ stamp, ...parts }: FindingParts): Finding {
  const { rule, subject, path, category } = parts;
  return { ...bumps[category], ...parts, fingerprint: hashOf({ rule, subject, path, category, stamp }) };
}

/** Whether the change may be a revision of the same version: every message is read both ways, and nothing is lost. */
export function isRevision({ backward, forward, findings }: Comparison): boolean {
  const lost = findings.some(({ category }) => category === 'DATA_LOSS' || category === 'CONTRACT');
  return backward === 'yes' && forward === 'yes' && !lost;
}

const order: readonly Bump[] = ['patch', 'minor', 'major'];

/** The highest bump of a role, or undefined where nothing differs. */
export function bumpOf(findings: readonly Finding[], role: 'publisher' | 'subscriber'): Bump | undefined {
  return order.findLast((bump) => findings.some((finding) => finding[role] === bump));
}
