/** The test vectors of docs/wire-format.md are true. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../tidy/source.ts';
import { descriptors } from './descriptors.ts';

const section = /### (\w+)\n\n```json\n(.+?)\n```\n\n```text\n([0-9a-f\n]+?)\n```/g;
const vectors = [...textOf('docs/wire-format.md').matchAll(section)].map(([, message = '', json = '', hex = '']) => ({
  message,
  payload: JSON.parse(json) as unknown,
  bytes: Buffer.from(hex.replaceAll('\n', ''), 'hex'),
}));

describe('the vectors in docs/wire-format.md', () => {
  it('are there', () => {
    expect(vectors.length).toBeGreaterThan(4);
  });

  it.each(vectors)('$message is encoded so, and read from it', ({ message, payload, bytes }) => {
    const descriptor = descriptors.get(message);
    expect(descriptor?.check(payload)).toBe(true);
    expect(Buffer.from(descriptor?.encodings?.binary?.encode(payload as never) ?? []).toString('hex')).toBe(
      bytes.toString('hex'),
    );
    expect(descriptor?.encodings?.binary?.decode(bytes)).toEqual(payload);
  });
});
