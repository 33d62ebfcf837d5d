/** Findings as text for people and as JSON for tools. */
import type { Comparison, Finding, Verdict } from './finding.ts';

export type Mode = 'backward' | 'forward' | 'full';

/** Whether a comparison is good enough. What is undecided is not. */
export function isCompatible({ backward, forward, findings }: Comparison, mode: Mode): boolean {
  const verdicts: readonly Verdict[] =
    mode === 'full' ? [backward, forward] : [mode === 'backward' ? backward : forward];
  const broken = findings.some(({ category, rule }) => category === 'CONTRACT' || rule === 'field-renamed');
  return verdicts.every((verdict) => verdict === 'yes') && !broken;
}

/** One JSON document. Binary data is base64. */
export function jsonReport(comparison: Comparison, mode: Mode): string {
  const { backward, forward } = comparison;
  const report = {
    compatible: isCompatible(comparison, mode),
    mode,
    backward,
    forward,
    findings: shown(comparison, mode),
  };
  return `${JSON.stringify(report, asText, 2)}\n`;
}

/** Lines to be read; payloads that are very long are cut. */
export function textReport(comparison: Comparison, mode: Mode): string {
  const words: Readonly<Record<Verdict, string>> = {
    yes: 'compatible',
    no: 'not compatible',
    undecided: 'undecided, treated as not compatible',
  };
  const heads = (['backward', 'forward'] as const)
    .filter((direction) => mode === 'full' || mode === direction)
    .map((direction) => `${direction}: ${words[comparison[direction]]}`);
  return `${[...heads, ...shown(comparison, mode).flatMap(linesOf)].join('\n')}\n`;
}

function shown({ findings }: Comparison, mode: Mode): readonly Finding[] {
  const hidden = { backward: 'FORWARD', forward: 'BACKWARD', full: undefined }[mode];
  return findings.filter(({ category }) => category !== hidden);
}

const lineLengthMax = 400;

function linesOf(finding: Finding): string[] {
  const { category, rule, subject, path, message, publisher, subscriber, witness, undecided } = finding;
  const at = path === '' ? subject : `${subject} ${path}`;
  const head = `${category} ${rule} ${at}: ${message} (publisher ${publisher}, subscriber ${subscriber})`;
  const why = undecided === undefined ? [] : [cut(`  undecided: ${undecided}`)];
  return [cut(head), ...why, ...(witness === undefined ? [] : [witnessLine(witness)])];
}

function witnessLine(witness: NonNullable<Finding['witness']>): string {
  const at = witness.refusedAt === '' ? 'refused' : `refused at ${witness.refusedAt}`;
  if (!('payload' in witness)) return `  ${at}: a message that is too large to write out`;
  return cut(`  ${at}: ${JSON.stringify(witness.payload, asText)}`);
}

function cut(line: string): string {
  return line.length > lineLengthMax ? `${line.slice(0, lineLengthMax)}… (${line.length} characters)` : line;
}

function asText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
