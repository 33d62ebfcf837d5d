/** What the README of each SDK shows is run: its first use and its first test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { pathsOf, textOf } from '../tidy/source.ts';

const folder = mkdtempSync(join(import.meta.dirname, '.tmp-'));
const readmes = pathsOf('packages/module-sdks/*/README.md').map((path) => ({
  sdk: posix.basename(posix.dirname(path)),
  samples: [...textOf(path).matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(({ groups }) => groups?.['code'] ?? ''),
}));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(readmes)('the README of $sdk', ({ sdk, samples }) => {
  it('shows a first use and a first test', () => {
    expect(samples).toHaveLength(2);
  });

  it.each([0, 1])('shows code that runs (%i)', async (index) => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const file = join(folder, `${sdk}-${index}.ts`);
    writeFileSync(file, `${samples[index]}\nexport {};\n`);
    await import(pathToFileURL(file).href);
    expect(log.mock.calls.at(-1)).toEqual(index === 1 ? [[]] : undefined);
    log.mockRestore();
  });
});
