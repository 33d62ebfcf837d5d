/** docs/testing.md shows what is run here. */
import { describe, expect, it, vi } from 'vitest';
import { textOf } from './tidy/source.ts';

const document = textOf('docs/testing.md');

describe('docs/testing.md', () => {
  it('shows the example that is run here', () => {
    const code = /```ts\n(?<code>[\s\S]*?)```/.exec(document);
    expect(code?.groups?.['code']).toBe(textOf('test/readme/testing-example.ts'));
  });

  it('shows what the example prints', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await import('./readme/testing-example.ts');
    const printed = /It prints\n\n```\n(?<text>[\s\S]*?)```/.exec(document)?.groups?.['text'];
    expect(`${log.mock.calls.flat().join('\n')}\n`).toBe(printed);
  });
});
