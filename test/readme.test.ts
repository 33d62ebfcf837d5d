/** The README is read first, so what it shows is run. */
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { root, textOf } from './tidy/source.ts';

const readme = textOf('README.md');

describe('the README', () => {
  it('shows the example that is run here, by line 31', () => {
    const code = /```ts\n(?<code>[\s\S]*?)```/.exec(readme);
    expect(code?.groups?.['code']).toBe(textOf('test/readme/example.ts'));
    expect(readme.slice(0, (code?.index ?? 0) + (code?.[0].length ?? 0)).split('\n').length).toBeLessThanOrEqual(31);
  });

  it('shows an example that does what it says', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await import('./readme/example.ts');
    expect(log.mock.calls).toEqual([['gamification gives 5 coins: Well rested.']]);
  });

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?<path>[^):]+)\)/g)].map((match) => match.groups?.['path'] ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});
