/** docs/testing.md shows what is run here. */
import { describe, expect, it, vi } from 'vitest';
import { textOf } from './tidy/source.ts';

const document = textOf('docs/testing.md');
const shown = [...document.matchAll(/```ts\n(?<code>[\s\S]*?)```/g)].map(({ groups }) => groups?.['code']);
const printed = [...document.matchAll(/It prints\n\n```\n(?<text>[\s\S]*?)```/g)].map(({ groups }) => groups?.['text']);
const files = ['module-test-example', 'testing-example'];

describe('docs/testing.md', () => {
  it('shows the examples that are run here', () => {
    expect(shown).toEqual(files.map((file) => textOf(`test/readme/${file}.ts`)));
  });

  it.each(files)('shows what the %s prints', async (file) => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await import(`./readme/${file}.ts`);
    expect(`${log.mock.calls.flat().join('\n')}\n`).toBe(printed[files.indexOf(file)]);
    log.mockRestore();
  });
});
