/** Golden payloads of published revisions: written once, and missed when they are gone. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLock } from '../src/cli/versions.ts';
import { configOf, copyOf, problemsOf, shop, tree, workspace } from './workspace.ts';

const file = 'schemas/golden/shop/order.v1.r1.json';
const order = 'schemas/messages/shop/order.v1.ts';
let released = '';

beforeAll(async () => {
  released = await workspace(shop);
  await runLock(configOf(released));
});

/** Problems of the check on a copy whose golden payload was changed by hand. */
async function after(change: (text: string) => string): Promise<string[]> {
  const copy = await copyOf(released);
  const text = await readFile(path.join(copy, file), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(path.join(copy, file), changed);
  return await problemsOf(copy, { check: true });
}

describe('a golden payload', () => {
  it('is asked for by the check alone', async () => {
    expect(await problemsOf(await copyOf(released), { check: true })).toEqual([]);
    const copy = await copyOf(released);
    await rm(path.join(copy, file));
    expect(await problemsOf(copy)).toEqual([]);
    expect(await problemsOf(await copyOf(copy), { check: true })).toEqual([
      'golden:1:1 : the golden payload order.v1.r1.json is gone',
    ]);
  });

  it('that is gone is not made up again', async () => {
    const copy = await copyOf(released);
    await rm(path.join(copy, file));
    expect(await runLock(configOf(copy))).toBe('nothing is new since the last release\n');
    expect(Object.keys(await tree(path.join(copy, 'schemas/golden')))).not.toContain('shop/order.v1.r1.json');
  });

  it.each<[what: string, change: (text: string) => string]>([
    ['is no JSON', (text) => text.slice(1)],
    ['holds nothing', () => 'null'],
    ['holds no payload', (text) => text.replace(/"payloads": \[[^]*\]/, '"payloads": []')],
    ['is of another revision', (text) => text.replace('"revision": 1', '"revision": 2')],
    ['is of another message', (text) => text.replace('"Order"', '"Tick"')],
    ['has another fingerprint', (text) => text.replace(/[0-9a-f]{16}/, '0000000000000000')],
    ['is not what was published', (text) => text.replace('"id": "a"', '"id": 5')],
  ])('is missed where the file %s', async (_, change) => {
    expect(await after(change)).toEqual([
      `${file.slice(8)}:1:1 : the golden payload order.v1.r1.json is not as it was written`,
    ]);
  });

  it('stays where it is when the message moves to another owner', async () => {
    const copy = await copyOf(released);
    const text = shop[order] ?? '';
    await writeFile(path.join(copy, order), text.replace("owner: 'shop'", "owner: 'till', topic: 'shop.order'"));
    const before = await tree(path.join(copy, 'schemas/golden'));
    expect(await problemsOf(await copyOf(copy), { check: true })).toEqual([]);
    await runLock(configOf(copy));
    expect(await tree(path.join(copy, 'schemas/golden'))).toEqual(before);
  });
});

describe('a message that was published', () => {
  it.each<[what: string, from: string, to: string, problem: string]>([
    [
      'moves to another owner, and so to another topic',
      "owner: 'shop'",
      "owner: 'till'",
      'topic of Order version 1 was published as shop.order and is till.order',
    ],
    [
      'gets another topic',
      "owner: 'shop'",
      "owner: 'shop', topic: 'shop.sale'",
      'topic of Order version 1 was published as shop.order and is shop.sale',
    ],
    ['loses its key', "key: 'id',", '', 'key of Order version 1 was published as id and is none'],
    [
      'gets a channel',
      "key: 'id',",
      "key: 'id', channel: 'direct',",
      'channel of Order version 1 was published as none and is direct',
    ],
    [
      'is renamed',
      "name: 'Order'",
      "name: 'Sale', topic: 'shop.order'",
      'Order was published in version 1 and is gone',
    ],
  ])('is refused where it %s', async (_, from, to, problem) => {
    const copy = await copyOf(released);
    const text = shop[order] ?? '';
    expect(text).toContain(from);
    await writeFile(path.join(copy, order), text.replace(from, to));
    expect((await problemsOf(copy)).join('\n')).toContain(problem);
  });

  it('may stand in a file of another name', async () => {
    const copy = await copyOf(released);
    await rm(path.join(copy, order));
    await writeFile(path.join(copy, order.replace('order', 'sale')), shop[order] ?? '');
    for (const name of ['shop', 'till']) {
      const module = path.join(copy, `schemas/modules/${name}.ts`);
      await writeFile(module, (await readFile(module, 'utf8')).replace('shop/order.v1', 'shop/sale.v1'));
    }
    expect(await problemsOf(copy)).toEqual([]);
  });
});
