/** Hard files, a part of the battery `npm run test:long -- diff`. */
import { describe, expect, it } from 'vitest';
import { compareShapes } from '../src/compare/compare.ts';
import { compareSchemas } from '../src/compare/compare-schemas.ts';
import { isTooDeep, isTooLarge } from '../src/compare/json-size.ts';
import type { JsonSchema } from '../src/define.ts';
import { isSchema } from '../src/json-schema.ts';
import { type HostilePair, hostilePairs } from './compare/hostile.ts';
import { modelOf } from './sources.ts';

/** Of the processor, so that other tests beside this one do not count. */
function millisecondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1000;
}

const slow = [
  'alternatives of objects',
  'alternatives in each part',
  'alternatives with tags',
  'items that all differ',
];
const pairs = Object.entries(hostilePairs).filter(([name]) => !slow.includes(name));

describe.each(pairs)('a pair of schemas with %s', (_, { old, next, broken }: HostilePair) => {
  it('is compared soon, and not called compatible where it is not', () => {
    const [before, after] = [old, next].map((text): unknown => JSON.parse(text));
    const verdicts: string[] = [];
    const milliseconds = millisecondsOf(() => {
      const comparison = compareSchemas(before, after);
      verdicts.push(...broken.filter((direction) => comparison[direction] === 'yes'));
    });
    expect(verdicts).toEqual([]);
    expect(milliseconds).toBeLessThan(5000);
  }, 60_000);

  it('is soon read as messages, or refused', () => {
    const usable = [old, next].map((text): unknown => JSON.parse(text)).filter(isUsable);
    const milliseconds = millisecondsOf(() => {
      const [before, after] = usable.map((schema) => modelOf(schema));
      if (before?.problems.length === 0 && after?.problems.length === 0)
        compareShapes(before.shape, after.shape, { subject: 'Thing@1' });
    });
    expect(milliseconds).toBeLessThan(5000);
  }, 60_000);
});

/** As the command asks before it reads a schema as a message. */
function isUsable(schema: unknown): schema is JsonSchema {
  return isSchema(schema) && !isTooDeep(schema) && !isTooLarge(schema);
}
