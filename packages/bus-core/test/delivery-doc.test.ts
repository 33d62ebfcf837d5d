import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { busOptions, subscribeOptions } from '../src/option-table.ts';
import { command, documentUrl, optionSection, refreshed } from './docs/options.ts';

const document = readFileSync(documentUrl, 'utf8');

describe('docs/delivery.md', () => {
  it('shows the option table as it is', () => {
    expect(document === refreshed(document), `it is stale; refresh it with: ${command}`).toBe(true);
  });

  it('would be seen to be stale', () => {
    const stale = document.replace('| `queueSizeMax` | 10,000 |', '| `queueSizeMax` | 9 |');
    expect(stale).not.toBe(document);
    expect(refreshed(stale)).toBe(document);
  });

  it('has a row for every option of the bus and of a subscription', () => {
    const section = optionSection();
    for (const name of [...Object.keys(busOptions), ...Object.keys(subscribeOptions)]) {
      expect(section).toContain(`| \`${name}\` |`);
    }
  });
});
