import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BusError, type BusErrorCode, type ErrorAudience, errorCatalogue, quoted } from '../src/errors.ts';

const document = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const codes = Object.keys(errorCatalogue) as BusErrorCode[];
const audiences: ErrorAudience[] = ['publish', 'request', 'subscribe', 'connect', 'dead-letter', 'status', 'health'];

/** Sections of the document by code. */
const sections = new Map(
  document
    .split(/^## /m)
    .filter((section) => section.startsWith('BUS_'))
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

/** Rows of the table by code: retryable, then one cell per audience. */
const rows = new Map(
  document
    .split('\n')
    .filter((line) => line.startsWith('| [`BUS_'))
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      return [/`(\w+)`/.exec(cells[1] ?? '')?.[1], cells.slice(2, -1)] as const;
    }),
);

describe('the error catalogue and docs/errors.md', () => {
  it('have a section for each code, and no other', () => {
    expect([...sections.keys()]).toEqual(codes);
  });

  it('have a table row for each code, and no other', () => {
    expect([...rows.keys()]).toEqual(codes);
  });

  it('name the same audiences in the same order', () => {
    const header = document.split('\n').find((line) => line.startsWith('| code |'));
    expect(header?.split('|').map((cell) => cell.trim())).toEqual(['', 'code', 'retryable', ...audiences, '']);
  });

  it.each(codes)('say the same of %s', (code) => {
    const { retryable, seenBy, summary, whatToDo } = errorCatalogue[code];
    const cells = audiences.map((audience) => (seenBy.includes(audience) ? 'x' : ''));
    expect(rows.get(code)).toEqual([retryable ? 'yes' : 'no', ...cells]);
    expect(sections.get(code)).toContain(`\n${summary}\n`);
    expect(sections.get(code)).toContain(`\nWhat to do: ${whatToDo}\n`);
  });

  it('say for each code who sees it', () => {
    expect(codes.filter((code) => errorCatalogue[code].seenBy.length === 0)).toEqual([]);
  });
});

describe('a BusError', () => {
  it('takes its retryability from the catalogue', () => {
    expect(new BusError('BUS_QUEUE_FULL', 'full').retryable).toBe(true);
    expect(new BusError('BUS_CLOSED', 'closed').retryable).toBe(false);
  });

  it('lets its maker override the retryability', () => {
    expect(new BusError('BUS_CLOSED', 'closed', { retryable: true }).retryable).toBe(true);
  });

  it('carries code, message, details and cause', () => {
    const cause = new TypeError('inner');
    const error = new BusError('BUS_QUEUE_FULL', 'the mailbox is full', { details: { depth: 3, limit: 3 }, cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'BusError', code: 'BUS_QUEUE_FULL', details: { depth: 3, limit: 3 } });
    expect(error.message).toBe('the mailbox is full');
    expect(error.cause).toBe(cause);
  });

  it('has no cause property where none was given', () => {
    expect('cause' in new BusError('BUS_CLOSED', 'closed')).toBe(false);
  });
});

describe('BusError.from', () => {
  it('keeps a BusError', () => {
    const error = new BusError('BUS_CLOSED', 'closed');
    expect(BusError.from(error)).toBe(error);
  });

  it('wraps another error and keeps it as the cause', () => {
    const cause = new TypeError('boom');
    expect(BusError.from(cause)).toMatchObject({ code: 'BUS_MESSAGE_REJECTED', message: 'boom', cause });
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'no\n\u001b[31m'],
    ['a symbol', Symbol('s')],
    ['an object without a prototype', Object.create(null)],
    ['an object whose toString throws', { toString: () => expect.fail('hostile') }],
    ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: () => expect.fail('x') })],
    ['an error whose message is no string', Object.defineProperty(new Error(), 'message', { value: { a: 1 } })],
    ['a revoked proxy', revokedProxy()],
  ])('wraps %s without throwing', (_, thrown) => {
    const error = BusError.from(thrown);
    expect(error.code).toBe('BUS_MESSAGE_REJECTED');
    expect(typeof error.message).toBe('string');
  });

  it('bounds the message that it takes over', () => {
    expect(BusError.from(new Error('x'.repeat(1_000_000))).message).toHaveLength(1000);
  });
});

describe('quoted', () => {
  it('escapes line ends, ANSI sequences, C1 controls and separators', () => {
    expect(quoted('a\r\n\u001b[31m\u009b\u2028')).toBe("'a\\u000d\\u000a\\u001b[31m\\u009b\\u2028'");
  });

  it('cuts what is too long', () => {
    expect(quoted('y'.repeat(10_000))).toBe(`'${'y'.repeat(80)}…'`);
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
