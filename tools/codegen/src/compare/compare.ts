/** Compares two revisions of a message: what changed, what it breaks and for whom, with a message that shows it. */
import { hashOf } from '../canonical.ts';
import type { Shape } from '../model.ts';
import { carriageFindings, type Revision } from './carriage.ts';
import type { Change } from './change.ts';
import { changesOf } from './change-walk.ts';
import { Direction, type Effect } from './direction.ts';
import { type Comparison, type Finding, findingOf, type Verdict } from './finding.ts';

/** Compares everything that the two sides of a message agreed upon. */
export function compareMessages(old: Revision, next: Revision): Comparison {
  const subject = `${next.name}@${next.version.version}`;
  const payload = compareShapes(old.version.shape, next.version.shape, { subject });
  return { ...payload, findings: [...payload.findings, ...carriageFindings(old, next, { subject })] };
}

/** Compares payloads alone. `subject` names what they are of. */
export function compareShapes(old: Shape, next: Shape, { subject }: { readonly subject: string }): Comparison {
  if (hashOf(old) === hashOf(next)) return { backward: 'yes', forward: 'yes', findings: [] };
  const changes = changesOf(old, next);
  const backward = judge(changes, new Direction('old', { old, next }));
  const forward = judge(changes, new Direction('next', { old, next }));
  const findings = changes.flatMap((change, index) =>
    findingsOf(change, { backward: backward.effects[index], forward: forward.effects[index], subject }),
  );
  const rest = [...wholeFinding('BACKWARD', backward, subject), ...wholeFinding('FORWARD', forward, subject)];
  return { backward: backward.verdict, forward: forward.verdict, findings: [...findings, ...rest] };
}

interface Judged extends Omit<ReturnType<Direction['whole']>, 'verdict'> {
  readonly verdict: Verdict;
  readonly effects: readonly Effect[];
  /** Whether some change explains the verdict. */
  readonly explained: boolean;
}

/** The whole payload decides; the changes say why. A change that the whole absorbs breaks nothing. */
function judge(changes: readonly Change[], direction: Direction): Judged {
  const whole = direction.whole();
  const effects = changes.map(
    (change): Effect => (whole.verdict === 'yes' ? { kind: 'none' } : direction.effect(change)),
  );
  const breaks = effects.some(({ kind }) => kind === 'break');
  const verdict = breaks ? 'no' : whole.verdict;
  const explained =
    verdict === 'yes' || breaks || (verdict === 'undecided' && effects.some(({ kind }) => kind === 'undecided'));
  return { ...whole, verdict, effects, explained };
}

function wholeFinding(
  category: 'BACKWARD' | 'FORWARD',
  { verdict, witness, why, explained }: Judged,
  subject: string,
): Finding[] {
  if (explained) return [];
  const reader =
    category === 'BACKWARD' ? 'a new subscriber refuses an old message' : 'an old subscriber refuses a new message';
  const message = verdict === 'undecided' ? `it is not decided whether ${reader}` : reader;
  return [
    findingOf({
      rule: 'payload-changed',
      subject,
      path: witness?.refusedAt ?? '',
      category,
      message,
      stamp: witness ?? why,
      ...(verdict === 'undecided' ? { undecided: why ?? message } : {}),
      ...(witness === undefined ? {} : { witness }),
    }),
  ];
}

interface Effects {
  readonly backward: Effect | undefined;
  readonly forward: Effect | undefined;
  readonly subject: string;
}

function findingsOf(change: Change, { backward, forward, subject }: Effects): Finding[] {
  const { place, message, stamp, category } = change;
  const parts = { rule: ruleOf(change, { backward, forward }), subject, path: place.path, message, stamp };
  const breaks = [
    ...(isBreak(backward) ? [findingOf({ ...parts, category: 'BACKWARD', ...detail(backward) })] : []),
    ...(isBreak(forward) ? [findingOf({ ...parts, category: 'FORWARD', ...detail(forward) })] : []),
  ];
  const also =
    category === 'DATA_LOSS' || breaks.length === 0
      ? [findingOf({ ...parts, category: category ?? 'COMPATIBLE' })]
      : [];
  return [...breaks, ...also];
}

function ruleOf({ rule, aspect }: Change, { backward, forward }: Omit<Effects, 'subject'>): string {
  if (aspect === undefined) return rule;
  const [narrow, wide] = [backward?.kind !== 'none', forward?.kind !== 'none'];
  return `${rule}-${narrow === wide ? 'changed' : narrow ? 'narrowed' : 'widened'}`;
}

type Break = Extract<Effect, { kind: 'break' | 'undecided' }>;

function isBreak(effect: Effect | undefined): effect is Break {
  return effect?.kind === 'break' || effect?.kind === 'undecided';
}

function detail(effect: Break): Pick<Finding, 'witness' | 'undecided'> {
  return effect.kind === 'break' ? { witness: effect.witness } : { undecided: effect.why };
}
