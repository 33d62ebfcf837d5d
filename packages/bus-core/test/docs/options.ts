/** The generated section of docs/delivery.md. Run as a file, it writes the section anew. */
import { readFileSync, writeFileSync } from 'node:fs';

import { expectation, type OptionSpec, type OptionTable } from '../../src/option-kind.ts';
import {
  batchOptions,
  breakerOptions,
  busOptions,
  pullOptions,
  retryOptions,
  subscribeOptions,
} from '../../src/option-table.ts';
import { connectOptions, publishOptions, requestOptions } from '../../src/option-table-publish.ts';

export const command = 'npx node --conditions=@myelin/source packages/bus-core/test/docs/options.ts';
export const documentUrl: URL = new URL('../../../../docs/delivery.md', import.meta.url);
const begin = '<!-- options: generated from option-table.ts -->';
const end = '<!-- options: end -->';

const { sizeMax, waitMs } = batchOptions;
const { timeoutMs, signal, countMax, per } = requestOptions;

const tables: readonly (readonly [string, OptionTable])[] = [
  ['createBus', busOptions],
  ['connect', connectOptions],
  ['publish', publishOptions],
  ['request and requestMany: those of publish that make sense, and', { timeoutMs, signal, countMax, per }],
  ['subscribe', subscribeOptions],
  ['subscribe: retry', retryOptions],
  ['subscribe: breaker', breakerOptions],
  ['subscribeBatch: those of subscribe, and', { sizeMax, waitMs }],
  ['pull: those of subscribe but concurrency, and', { prefetch: pullOptions.prefetch }],
];

/** The section's text, markers included. */
export function optionSection(): string {
  return [begin, ...tables.map(([title, table]) => section(title, table)), end].join('\n\n');
}

/** The document with its section replaced. */
export function refreshed(document: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  return document.slice(0, from) + optionSection() + document.slice(to + end.length);
}

function section(title: string, table: OptionTable): string {
  const rows = Object.entries(table).map(
    ([name, spec]) => `| \`${name}\` | ${shownDefault(spec)} | ${expectation(spec)} | ${spec.doc} |`,
  );
  return [`### ${title}`, '', '| option | default | accepts | |', '|---|---|---|---|', ...rows].join('\n');
}

function shownDefault(spec: OptionSpec): string {
  if (spec.fallback !== undefined || spec.default === undefined) return spec.fallback ?? '';
  return typeof spec.default === 'number' ? spec.default.toLocaleString('en') : `\`${spec.default as string}\``;
}

if (import.meta.main) writeFileSync(documentUrl, refreshed(readFileSync(documentUrl, 'utf8')));
