/** How many messages a module has still to handle, by what the others say that they have sent. */
import type { HealthReport } from '@skelly-jelly/orchestrator';
import { FLOWS, type Flow, type ModuleName } from '../common/flows.ts';
import { ENDINGS, type Ending } from '../common/tally.ts';

/** Reports by module. */
export type Reports = ReadonlyMap<string, HealthReport>;

export interface Expectation {
  readonly module: ModuleName;
  readonly message: string;
  readonly count: number;
}

type CountOf = 'sent' | 'handled' | 'failed';

/** 0 where the module did not report or never counted the message. */
export function countOf(
  reports: Reports,
  module: string,
  { message, of }: { readonly message: string; readonly of: CountOf },
): number {
  return reports.get(module)?.counters.find((counter) => counter.message === message)?.[of] ?? 0;
}

/** What all senders of a flow have sent. */
export function sentOf(flow: Flow, reports: Reports): number {
  return flow.from.reduce((sum, module) => sum + countOf(reports, module, { message: flow.message, of: 'sent' }), 0);
}

/** What a module should have handled of all that flows to it. */
export function inboundOf(module: ModuleName, reports: Reports): Expectation[] {
  return FLOWS.filter((flow) => flow.to.includes(module) && isAwaited(flow)).map((flow) => {
    return { module, message: flow.message, count: sentOf(flow, reports) };
  });
}

/** The same for all modules. */
export function allOf(reports: Reports): Expectation[] {
  return FLOWS.flatMap((flow) => flow.to)
    .filter(isFirst)
    .flatMap((module) => inboundOf(module, reports));
}

/** How many messages of those expected the reports do not tell of. */
export function shortfall(expected: readonly Expectation[], reports: Reports): number {
  return expected.reduce(
    (sum, { module, message, count }) => sum + Math.max(0, count - settledOf(reports, { module, message })),
    0,
  );
}

/** A message by name, and a module that gets it. */
export interface Arrival {
  readonly module: string;
  readonly message: string;
}

/** How many a module will never handle, by why. */
export function endingsOf(reports: Reports, { module, message }: Arrival): Record<Ending, number> {
  const count = (ending: Ending): number => countOf(reports, module, { message: `${message}.${ending}`, of: 'failed' });
  return { missing: count('missing'), lost: count('lost'), dead: count('dead') };
}

/** What a module handled, and what it knows that it never will. */
function settledOf(reports: Reports, arrival: Arrival): number {
  const { module, message } = arrival;
  const endings = endingsOf(reports, arrival);
  return ENDINGS.reduce((sum, ending) => sum + endings[ending], countOf(reports, module, { message, of: 'handled' }));
}

/** Where only the latest one counts, nobody waits for all of them. */
function isAwaited(flow: Flow): boolean {
  return flow.carried !== 'latest-only';
}

function isFirst<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}
