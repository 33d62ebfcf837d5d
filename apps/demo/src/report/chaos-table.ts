/** What chaos did, and what became of it by the modules' own counts. */
import type { Deed } from '../chaos/chaos.ts';
import type { Trouble } from '../chaos/draw.ts';
import { STREAM } from '../common/flows.ts';
import { countOf, endingsOf, type Reports } from '../orchestration/expectations.ts';
import { formatTable } from './table.ts';

const TROUBLES: readonly Trouble[] = ['fail', 'fail-late', 'overrun', 'stall', 'lose'];
const HEADER = ['module', 'message', ...TROUBLES, 'failed', 'retried', 'lost', 'pushed out', 'dead-lettered'];

/** A line per module and message that anything happened to, and an empty one; nothing where there was no chaos. */
export function chaosTable(deeds: readonly Deed[], reports: Reports): string[] {
  const rows = STREAM.flatMap(({ message, to }) => to.map((module) => rowOf(module, message, { deeds, reports })));
  const eventful = rows.filter((row) => row.some((cell) => typeof cell === 'number' && cell > 0));
  return deeds.length === 0 ? [] : [...formatTable(HEADER, eventful), ''];
}

interface Story {
  readonly deeds: readonly Deed[];
  readonly reports: Reports;
}

function rowOf(module: string, message: string, { deeds, reports }: Story): (string | number)[] {
  const mine = deeds.filter((deed) => deed.module === module && deed.message === message);
  const done = TROUBLES.map((trouble) => mine.find((deed) => deed.trouble === trouble)?.count ?? 0);
  const failed = countOf(reports, module, { message, of: 'failed' });
  const { missing, lost, dead } = endingsOf(reports, { module, message });
  return [module, message, ...done, failed, failed - lost - dead, lost, missing, dead];
}
