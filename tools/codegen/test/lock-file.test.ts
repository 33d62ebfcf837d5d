/** The lock and the acknowledged breaks, as merges and hands leave them. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLock } from '../src/cli/versions.ts';
import { configOf, copyOf, problemsOf, shop, workspace } from './workspace.ts';

const order = 'schemas/messages/shop/order.v1.ts';
let released = '';

beforeAll(async () => {
  const first = await workspace(shop);
  await runLock(configOf(first));
  const second = await copyOf(first);
  await writeFile(
    path.join(second, order),
    (shop[order] ?? '').replace('z.object({', 'z.object({ note: z.string().optional(),'),
  );
  await runLock(configOf(second));
  released = second;
});

/** Problems of a copy whose file was changed by hand. */
async function after(file: string, change: (text: string) => string): Promise<string[]> {
  const copy = await copyOf(released);
  const place = path.join(copy, 'schemas', file);
  const text = await readFile(place, 'utf8').catch(() => '');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(place, changed);
  return await problemsOf(copy);
}

describe('a lock', () => {
  it('is taken as it was written', async () => {
    expect(await problemsOf(await copyOf(released))).toEqual([]);
  });

  it.each<[what: string, change: (text: string) => string, problem: RegExp]>([
    ['with the marks of a merge', (text) => `<<<<<<< ours\n${text}`, /the file is no JSON/],
    ['that is another thing', () => '[]', /parts that are not right/],
    ['of a later generator', (text) => text.replace('"format": 1', '"format": 2'), /a form that this generator/],
    ['without revisions', (text) => text.replace(/"revisions": \[[^]*?\n {10}\]/, '"revisions": []'), /not right/],
    [
      'whose types were edited',
      (text) => text.replace('"lengthMax":20', '"lengthMax":30'),
      /revision 1 of Order version 1 is not as it was published/,
    ],
    [
      'whose fingerprint was edited',
      (text) => text.replaceAll(/("fingerprint":")([0-9a-f]{16})/g, '$10000000000000000'),
      /revision 1 of Order version 1 is not as it was published/,
    ],
    [
      'whose fields changed their places',
      (text) => text.replace('["count","id","note"]', '["note","count","id"]'),
      /the place of a field in revision 2 of Order version 1 is not as it was published/,
    ],
    [
      'with a field that lost its place',
      (text) => text.replace('["count","id","note"]', '["count","id"]'),
      /the place of a field in revision 2/,
    ],
    [
      'without the revision that was released last',
      (text) => text.replace(/,\n {12}\{"fingerprint".*"note".*\n/, '\n'),
      /the last release of Order version 1 is not as it was published/,
    ],
  ])('%s is refused', async (_, change, problem) => {
    const problems = await after('contracts.lock.json', change);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).toMatch(/^contracts\.lock\.json:1:1 /);
  });
});

describe('acknowledged breaks', () => {
  const entry = { message: 'Order', version: 1, path: 'id', reason: 'Nobody reads it.', until: '2999-01-01' };

  it.each<[what: string, text: string, problem: RegExp]>([
    ['that are no JSON', '[{]', /the file is no JSON/],
    ['that are no list', JSON.stringify(entry), /there is no list/],
    ['without a path', JSON.stringify([{ ...entry, path: undefined }]), /lacks something/],
    ['of a version in words', JSON.stringify([{ ...entry, version: 'one' }]), /lacks something/],
    ['until no day', JSON.stringify([{ ...entry, until: '2999-99-99' }]), /no reason or no date/],
    ['until some time', JSON.stringify([{ ...entry, until: 'soon' }]), /no reason or no date/],
  ])('%s are refused', async (_, text, problem) => {
    expect(await after('acknowledged.json', () => text)).toEqual([expect.stringMatching(problem)]);
  });
});
