import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Captured } from '../src/capture/captured.ts';
import { formatRow } from '../src/capture/csv-format.ts';
import { parseRow } from '../src/capture/csv-row.ts';

describe('a row of a recording', () => {
  it('is a move with its time in milliseconds', () => {
    expect(parseRow('0.231999874115,0.094,NoButton,Move,1024,410')).toEqual({
      kind: 'mouse-move',
      atMs: 232,
      x: 1024,
      y: 410,
    });
  });

  it.each([
    ['1,1,Left,Pressed,5,6', { kind: 'mouse-click', atMs: 1_000, x: 5, y: 6, button: 'left', action: 'pressed' }],
    ['1,1,Right,Released,5,6', { kind: 'mouse-click', atMs: 1_000, x: 5, y: 6, button: 'right', action: 'released' }],
    ['1,1,NoButton,Drag,5,6', { kind: 'mouse-drag', atMs: 1_000, x: 5, y: 6 }],
    ['1,1,Left,Drag,5,6', { kind: 'mouse-drag', atMs: 1_000, x: 5, y: 6, button: 'left' }],
    ['1,1,Scroll,Down,5,6', { kind: 'mouse-scroll', atMs: 1_000, x: 5, y: 6, direction: 'down', steps: 1 }],
    ['1,1,Scroll,Up,5,6', { kind: 'mouse-scroll', atMs: 1_000, x: 5, y: 6, direction: 'up', steps: 1 }],
    ['1,1,Key,Pressed,65535,65535', { kind: 'keystroke', atMs: 1_000 }],
    ['1,1,System,Load,250,130', { kind: 'resource-usage', atMs: 1_000, cpuRatio: 0.25, loadAverage: 1.3 }],
    ['1,1,System,Idle,5000,0', { kind: 'idle', atMs: 1_000, idleMs: 5_000 }],
    ['1,1,File.ts,Changed,65535,65535', { kind: 'file-change', atMs: 1_000, change: 'changed', extension: 'ts' }],
  ])('reads %s', (row, expected) => {
    expect(parseRow(row)).toEqual(expected);
  });

  it('has no position where the recorder did not know it', () => {
    expect(parseRow('1,1,NoButton,Move,65535,65535')).toEqual({ kind: 'mouse-move', atMs: 1_000 });
  });

  it.each([
    ['1,1,Left,Pressed,5', 'expected 6 fields, found 5'],
    ['soon,1,Left,Pressed,5,6', 'record timestamp is not a time: "soon"'],
    ['-1,1,Left,Pressed,5,6', 'record timestamp is not a time: "-1"'],
    ['1,,Left,Pressed,5,6', 'client timestamp is not a number: ""'],
    ['1,1,Left,Pressed,5.5,6', 'x is not a coordinate: "5.5"'],
    ['1,1,Left,Pressed,5,70000', 'y is not a coordinate: "70000"'],
    ['1,1,Left,Moved,5,6', 'unknown button and state: "Left,Moved"'],
    ['1,1,__proto__,Move,5,6', 'unknown button and state: "__proto__,Move"'],
  ])('is refused with its reason: %s', (row, problem) => {
    expect(parseRow(row)).toEqual({ kind: 'malformed', problem });
  });

  it('never throws, whatever the line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        expect(parseRow(line)).toHaveProperty('kind');
      }),
    );
  });
});

describe('what is recorded', () => {
  const coordinate = fc.integer({ min: 0, max: 65_534 });
  const atMs = fc.integer({ min: 0, max: 86_400_000 });
  const button = fc.constantFrom(
    'left' as const,
    'right' as const,
    'middle' as const,
    'back' as const,
    'forward' as const,
  );
  const captured: fc.Arbitrary<Captured> = fc.oneof(
    fc.record({ kind: fc.constant('keystroke' as const), atMs }),
    fc.record({ kind: fc.constant('mouse-move' as const), atMs, x: coordinate, y: coordinate }),
    fc.record({ kind: fc.constant('mouse-move' as const), atMs }),
    fc.record({ kind: fc.constant('mouse-drag' as const), atMs, x: coordinate, y: coordinate, button }),
    fc.record({
      kind: fc.constant('mouse-click' as const),
      atMs,
      x: coordinate,
      y: coordinate,
      button,
      action: fc.constantFrom('pressed' as const, 'released' as const),
    }),
    fc.record({
      kind: fc.constant('mouse-scroll' as const),
      atMs,
      x: coordinate,
      y: coordinate,
      direction: fc.constantFrom('up' as const, 'down' as const, 'left' as const, 'right' as const),
      steps: fc.constant(1),
    }),
    fc.record({ kind: fc.constant('idle' as const), atMs, idleMs: fc.integer({ min: 0, max: 65_535 }) }),
    fc.record({
      kind: fc.constant('resource-usage' as const),
      atMs,
      cpuRatio: fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000),
      loadAverage: fc.integer({ min: 0, max: 6_500 }).map((hundredths) => hundredths / 100),
    }),
    fc.record({
      kind: fc.constant('file-change' as const),
      atMs,
      change: fc.constantFrom('changed' as const, 'renamed' as const),
      extension: fc.constantFrom('', 'ts', 'json'),
    }),
  );

  it('is read back as it was', () => {
    fc.assert(
      fc.property(captured, (event) => {
        expect(parseRow(formatRow(event) ?? '')).toEqual(event);
      }),
    );
  });

  it('says of a key only when it was pressed', () => {
    expect(formatRow({ kind: 'keystroke', atMs: 1_234 })).toBe('1.234,1.234,Key,Pressed,65535,65535');
  });
});
