/** A workspace without a config file: the command line says what one would. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../src/cli/place.ts';
import { configOf, myelinIn, shop, tree, workspace } from './workspace.ts';

/** A workspace whose folder of schemas has no config file. */
async function bare(): Promise<string> {
  const root = await workspace(shop);
  await rm(configOf(root));
  return root;
}

const schemas = 'schemas';
const place = ['--schemas', 'schemas', '--out', 'sdks', '--scope', '@acme'];

describe('myelin codegen --schemas', { timeout: 25_000 }, () => {
  it('writes what it writes by a config file', async () => {
    const [root, other] = [await bare(), await workspace(shop)];
    expect(await myelinIn(root, 'codegen', ...place)).toMatchObject({ code: 0 });
    expect(await myelinIn(other, 'codegen')).toMatchObject({ code: 0 });
    expect(await tree(path.join(root, 'sdks'))).toEqual(await tree(path.join(other, 'sdks')));
    expect(await myelinIn(root, 'codegen', '--check', ...place)).toMatchObject({ code: 0 });
  });

  it('names packages by the scope', async () => {
    const root = await bare();
    await myelinIn(root, 'codegen', '--schemas', 'schemas', '--out', 'deep/er', '--scope', '@other');
    expect(await readFile(path.join(root, 'deep/er/shop/package.json'), 'utf8')).toContain('"@other/shop"');
  });

  it('writes a catalogue where it is told to', async () => {
    const root = await bare();
    await myelinIn(root, 'codegen', ...place, '--catalog', 'docs');
    expect(Object.keys(await tree(path.join(root, 'docs')))).toContain('asyncapi.json');
  });

  it('is what the other verbs take as well', async () => {
    const root = await bare();
    expect(await myelinIn(root, 'lock', ...place)).toMatchObject({ code: 0 });
    expect(await myelinIn(root, 'bump', 'Order', ...place)).toMatchObject({ code: 0 });
    expect(Object.keys(await tree(path.join(root, 'schemas')))).toEqual(
      expect.arrayContaining(['contracts.lock.json', 'messages/shop/order.v2.ts']),
    );
  });

  it.each([
    [{ schemas }, '--schemas needs --out and --scope.'],
    [{ schemas, out: 'sdks' }, '--schemas needs --out and --scope.'],
    [{ out: 'sdks' }, '--out goes with --schemas.'],
    [{ config: 'a.ts', schemas, out: 'sdks', scope: '@acme' }, '--config and --schemas exclude each other.'],
    [{ schemas, out: 'sdks', scope: 'acme' }, '--scope "acme" is no npm scope.'],
    [{ schemas: 'nowhere', out: 'sdks', scope: '@acme' }, '--schemas nowhere is no folder.'],
  ])('is refused in part, or beside a config file: %j', async (options, words) => {
    await expect(sourceOf(options)).rejects.toThrow(words);
  });

  it('is refused for a folder that has a config file', async () => {
    const { code, stderr } = await myelinIn(await workspace(shop), 'codegen', ...place);
    expect(code).toBe(2);
    expect(stderr).toContain('Give --config schemas/myelin.config.ts instead.');
  });

  it('is refused for a folder without modules, and removes nothing then', async () => {
    const root = await bare();
    await myelinIn(root, 'codegen', ...place);
    const before = await tree(path.join(root, 'sdks'));
    await rm(path.join(root, 'schemas/modules'), { recursive: true });
    const { code, stderr } = await myelinIn(root, 'codegen', ...place);
    expect(code).toBe(2);
    expect(stderr).toContain('no module is defined in this folder');
    expect(await tree(path.join(root, 'sdks'))).toEqual(before);
  });
});
