/** A slice of `npm run fuzz`, the same for the same code. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { validator } from './fuzz/validator.ts';

const program = fileURLToPath(new URL('./fuzz/main.ts', import.meta.url));

function fuzz(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@myelin/source', program, ...args]);
  return { status, text: `${stdout.toString()}${stderr.toString()}` };
}

describe('generated validators of random schemas', () => {
  it.each(Array.from({ length: 8 }, (_, index) => index + 1))('say what zod says: seed %i', async (seed) => {
    expect(await validator(seed)).toBeUndefined();
  });
});

describe('npm run fuzz', () => {
  it('runs one seed again', () => {
    expect(fuzz('validator', '--seed', '1')).toEqual({
      status: 0,
      text: 'validator: 1 cases from seed 1, nothing found\n',
    });
  }, 60_000);

  it('names the targets that there are', () => {
    const { status, text } = fuzz('nothing');
    expect(status).toBe(2);
    expect(text).toContain('npm run fuzz -- <');
  }, 60_000);
});
