import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBump, runLock } from '../src/cli/versions.ts';
import { type Golden, parseGolden } from '../src/golden.ts';
import { generate } from '../src/main.ts';
import type { Problem } from '../src/problem.ts';
import type { Acknowledged } from '../src/rules-lock.ts';
import { configOf, copyOf, problemsOf, shop, workspace } from './workspace.ts';

const order = 'schemas/messages/shop/order.v1.ts';
const price = 'schemas/messages/shop/price.v1.ts';
const asReleased = (shop[order] ?? '').replace('z.object({', 'z.object({ note: z.string().optional(),');
const without = shop[order] ?? '';

/** A shop whose order has a note, and which was released. */
async function released(): Promise<string> {
  const root = await workspace({ ...shop, [order]: asReleased });
  await runLock(configOf(root));
  return root;
}

/** A copy with other files: a file is read once in a process, and so needs another place. */
async function edited(root: string, files: Readonly<Record<string, string>>): Promise<string> {
  const copy = await copyOf(root);
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(copy, file), text);
  return copy;
}

function acknowledging(...entries: readonly Pick<Acknowledged, 'message' | 'path'>[]): Record<string, string> {
  const all = entries.map((entry) => ({ version: 1, reason: 'Nobody reads it.', until: '2999-01-01', ...entry }));
  return { 'schemas/acknowledged.json': JSON.stringify(all) };
}

async function goldenOf(root: string, file: string): Promise<Golden> {
  return parseGolden(await readFile(path.join(root, 'schemas/golden/shop', file), 'utf8'));
}

describe('the name of a removed field', () => {
  /** A shop that was released a second time, without the note. */
  async function removed(): Promise<string> {
    const root = await edited(await released(), {
      [order]: without,
      ...acknowledging({ message: 'Order', path: 'note' }),
    });
    await runLock(configOf(root));
    return root;
  }

  it('may not come back with another meaning, whatever is acknowledged', async () => {
    const root = await edited(await removed(), { [order]: asReleased.replace('note: z.string()', 'note: z.int()') });
    expect(await problemsOf(root)).toEqual([
      expect.stringMatching(
        /order\.v1\.ts:\d+:\d+ schema\.note: the name "note" is reserved: a field that was removed had it/,
      ),
    ]);
  });

  it('may not come back with the same meaning either', async () => {
    expect(await problemsOf(await edited(await removed(), { [order]: asReleased }))).toHaveLength(1);
  });

  it('is free in the next version', async () => {
    const root = await removed();
    await runBump(configOf(root), 'Order');
    const file = 'schemas/messages/shop/order.v2.ts';
    const second = await readFile(path.join(root, file), 'utf8');
    const reused = await edited(root, { [file]: second.replace('z.object({', 'z.object({ note: z.int().optional(),') });
    expect(await problemsOf(reused)).toEqual([]);
  });
});

describe('what was published', () => {
  it('may not be gone without a word', async () => {
    const root = await edited(await released(), {
      'schemas/modules/shop.ts': (shop['schemas/modules/shop.ts'] ?? '')
        .replaceAll(/.*tick.*\n/g, '')
        .concat(
          "export const shop = defineModule({ name: 'shop', owner: 'team', doc: 'Sells.', publishes: [order], serves: [price] });\n",
        ),
    });
    await rm(path.join(root, 'schemas/messages/shop/tick.v1.ts'));
    expect(await problemsOf(root)).toEqual([
      expect.stringContaining('contracts.lock.json:1:1 : Tick was published in version 1 and is gone'),
    ]);
    const wanted = await edited(root, acknowledging({ message: 'Tick', path: 'version' }));
    expect(await problemsOf(wanted)).toEqual([]);
    await runLock(configOf(wanted));
    await rm(path.join(wanted, 'schemas/acknowledged.json'));
    expect(await problemsOf(await copyOf(wanted))).toEqual([]);
  });

  it('may not be answered by another message', async () => {
    const other = (shop[price] ?? '').replaceAll('PriceReply', 'Quote');
    const root = await edited(await released(), { [price]: other });
    expect(await problemsOf(root)).toEqual([
      expect.stringContaining('reply: the reply of Price version 1 was published as PriceReply and is Quote'),
      expect.stringContaining('PriceReply was published in version 1 and is gone'),
    ]);
    const wanted = [
      { message: 'PriceReply', path: 'version' },
      { message: 'Price', path: 'reply' },
    ];
    expect(await problemsOf(await edited(root, acknowledging(...wanted)))).toEqual([]);
  });
});

describe('the golden payload of a version that is only begun', () => {
  it('is written with it, and anew when it is published', async () => {
    const root = await released();
    expect(await runBump(configOf(root), 'Order')).toContain('wrote golden/shop/order.v2.r1.json\n');
    const first = await goldenOf(root, 'order.v1.r1.json');
    const draft = await goldenOf(root, 'order.v2.r1.json');
    expect([draft.version, draft.revision, draft.payloads]).toEqual([2, 1, first.payloads]);
    const file = 'schemas/messages/shop/order.v2.ts';
    const second = await readFile(path.join(root, file), 'utf8');
    const changed = await edited(root, {
      [file]: second
        .replace('z.object({', 'z.object({ more: z.string().optional(),')
        .replace("{ id: 'a' }", "{ id: 'a', more: 'b' }"),
    });
    await runLock(configOf(changed));
    expect((await goldenOf(changed, 'order.v2.r1.json')).payloads).toEqual([{ id: 'a', more: 'b' }]);
    expect((await goldenOf(changed, 'order.v2.r1.json')).fingerprint).not.toBe(draft.fingerprint);
    expect(await goldenOf(changed, 'order.v1.r1.json')).toEqual(first);
  });

  it('is left alone from its publication on', async () => {
    const root = await released();
    const file = path.join(root, 'schemas/golden/shop/order.v1.r1.json');
    const before = await readFile(file, 'utf8');
    const other = asReleased.replace("[{ id: 'a' }]", "[{ id: 'b' }]");
    const changed = await edited(root, { [order]: other });
    await runLock(configOf(changed));
    expect(await readFile(path.join(changed, 'schemas/golden/shop/order.v1.r1.json'), 'utf8')).toBe(before);
  });
});

describe('another default', () => {
  /** What is said of a shop whose order counts from another number. */
  async function warnings(field: string): Promise<readonly string[]> {
    const root = await edited(await released(), { [order]: asReleased.replace('z.int().default(1)', field) });
    const said: string[] = [];
    const onWarnings = (found: readonly Problem[]): void => {
      said.push(...found.map(({ place, message }) => `${place.path.join('.')}: ${message}`));
    };
    await generate(configOf(root), { onWarnings });
    return said.filter((text) => text.includes('default'));
  }

  it('is a revision, and yet it is said that readers see another value', async () => {
    expect(await warnings('z.int().default(2)')).toEqual([
      'schema.count: version 1 of Order is published, and the default of "count" was changed: readers see another value where it is left out (SEMANTIC, default-changed)',
    ]);
    expect(await warnings('z.int().optional()')).toEqual([expect.stringContaining('(SEMANTIC, default-removed)')]);
    expect(await warnings('z.int().default(1)')).toEqual([]);
  });
});
