import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bumpsIn } from '../src/changeset.ts';
import { writeChangeset } from '../src/changesets.ts';
import { runLock } from '../src/cli/versions.ts';
import { generate, readContract } from '../src/main.ts';
import { DefinitionError } from '../src/problem.ts';
import { configOf, copyOf, shop, workspace } from './workspace.ts';

const config = `import { defineConfig } from '@myelin/codegen/define';
export default defineConfig({ scope: '@acme', out: '../sdks', changesets: '../notes' });
`;
const order = 'schemas/messages/shop/order.v1.ts';
const asReleased = shop[order] ?? '';
const withField = asReleased.replace('z.object({', 'z.object({ more: z.string().optional(),');

/** A shop that was released, with its SDKs. */
async function released(): Promise<string> {
  const root = await workspace({ ...shop, 'schemas/myelin.config.ts': config });
  await runLock(configOf(root));
  await generate(configOf(root));
  return root;
}

/** A copy whose order has another text: a file is read once in a process, and so needs another place. */
async function edited(root: string, text: string): Promise<string> {
  const copy = await copyOf(root);
  await writeFile(path.join(copy, order), text);
  return copy;
}

async function noteOf(root: string): Promise<string | undefined> {
  const file = path.join(root, 'notes/contracts.md');
  return existsSync(file) ? await readFile(file, 'utf8') : undefined;
}

async function keep(root: string): Promise<string> {
  return (await writeChangeset(await readContract(configOf(root)))).kind;
}

/** What the check says about an SDK or a changeset; generated files are brought up to date before. */
async function saidBy(root: string): Promise<string[]> {
  await generate(configOf(root));
  try {
    expect(await generate(configOf(root), { check: true })).toEqual([]);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems.map(({ place, message, fix }) => `${place.file}: ${message}. ${fix}`);
  }
}

async function note(root: string, bumps: readonly string[]): Promise<string> {
  const { folder } = (await readContract(configOf(root))).workspace;
  const file = path.join(folder, '../notes/by-hand.md');
  await writeChangeset(await readContract(configOf(root)));
  await rm(path.join(folder, '../notes/contracts.md'));
  await writeFile(file, `---\n${bumps.join('\n')}\n---\n\nA field.\n`);
  return root;
}

describe('the changeset of the contracts', () => {
  it('is not there where nothing changed since the release', async () => {
    const root = await released();
    expect([await keep(root), await noteOf(root), await saidBy(root)]).toEqual(['none', undefined, []]);
  });

  it('is one file, that is written anew in its place and gone when the change is', async () => {
    const first = await edited(await released(), withField);
    expect([await keep(first), await keep(first)]).toEqual(['wrote', 'kept']);
    expect(await noteOf(first)).toMatch(
      /^---\n"@acme\/shop": minor\n"@acme\/till": minor\n---\n[^]*`Order`: version 1, more/,
    );
    const second = await edited(first, withField.replace('more:', 'other:'));
    expect(await keep(second)).toBe('wrote');
    expect(await noteOf(second)).not.toContain('more');
    const undone = await edited(second, asReleased);
    expect([await keep(undone), await noteOf(undone)]).toEqual(['removed', undefined]);
  });

  it('says a break that is acknowledged, with a message that shows it', async () => {
    const root = await edited(await released(), asReleased.replace('max(20)', 'max(5)'));
    const entry = { message: 'Order', version: 1, path: 'id', reason: 'Ids are short.', until: '2999-01-01' };
    await writeFile(path.join(root, 'schemas/acknowledged.json'), JSON.stringify([entry]));
    await keep(root);
    const text = (await noteOf(root)) ?? '';
    expect(Object.fromEntries(bumpsIn(text))).toEqual({ '@acme/shop': 'major', '@acme/till': 'minor' });
    expect(text).toMatch(/version 1, id: .*BACKWARD.* A published SDK writes .* which the new one refuses at id/);
  });

  it('is gone once its change is released', async () => {
    const root = await edited(await released(), withField);
    await keep(root);
    await runLock(configOf(root));
    expect(await keep(root)).toBe('removed');
  });

  it('needs a folder', async () => {
    const root = await workspace(shop);
    await expect(keep(root)).rejects.toThrow('the config names no folder of changesets');
    expect(await saidBy(root)).toEqual([]);
  });
});

describe('the check', () => {
  it('says which SDK moves too little, and the command that mends it', async () => {
    const root = await edited(await released(), withField);
    expect(await saidBy(root)).toEqual([
      expect.stringMatching(
        /@acme\/shop needs a minor bump, and its changesets say none\. Run "npm run changeset:auto"/,
      ),
      expect.stringContaining('@acme/till needs a minor bump, and its changesets say none'),
    ]);
    await keep(root);
    expect(await saidBy(root)).toEqual([]);
  });

  it('refuses a changeset by hand that moves an SDK less than its contract demands, and takes one that does not', async () => {
    const root = await edited(await released(), withField);
    expect(await saidBy(await note(root, ['"@acme/shop": patch', '"@acme/till": major']))).toEqual([
      expect.stringContaining('@acme/shop needs a minor bump, and its changesets say patch'),
    ]);
    expect(await saidBy(await note(root, ['"@acme/shop": minor', '"@acme/till": minor']))).toEqual([]);
  });

  it('refuses a changeset of the contracts that is not of these contracts', async () => {
    const first = await edited(await released(), withField);
    await keep(first);
    const second = await edited(first, asReleased);
    expect(await saidBy(second)).toEqual([
      expect.stringContaining('notes/contracts.md: this changeset is not what the contracts demand now'),
    ]);
  });

  it('looks at generated files first', async () => {
    const root = await edited(await released(), withField);
    expect((await generate(configOf(root), { check: true })).map(({ kind }) => kind)).toContain('stale');
  });
});
