/**
 * One event as one line of CSV: `record timestamp,client timestamp,button,state,x,y`, times in seconds.
 * Beside the mouse rows that recorders write, there are rows for keys (`Key,Pressed`: when, never which), for the
 * machine (`System,Load` with thousandths of CPU and hundredths of load; `System,Idle` with milliseconds) and for
 * files (`File.ts,Changed`).
 */
import type { Captured } from './captured.ts';
import { BUTTONS, DIRECTIONS, UNKNOWN } from './csv-words.ts';

/** One week: longer than any recording. */
const SECONDS_MAX = 604_800;

/** The event of a row, or why there is none. */
export type ParsedRow = Captured | { readonly kind: 'malformed'; readonly problem: string };

interface Fields {
  readonly atMs: number;
  readonly button: string;
  readonly state: string;
  readonly x: number;
  readonly y: number;
}

/** Reads one line. Never throws. */
export function parseRow(text: string): ParsedRow {
  const parts = text.split(',');
  if (parts.length !== 6) return malformed(`expected 6 fields, found ${parts.length}`);
  const [record = '', client = '', button = '', state = '', x = '', y = ''] = parts.map((part) => part.trim());
  const seconds = readNumber(record);
  if (!(seconds >= 0 && seconds <= SECONDS_MAX)) return malformed(`record timestamp is not a time: ${quote(record)}`);
  if (Number.isNaN(readNumber(client))) return malformed(`client timestamp is not a number: ${quote(client)}`);
  const fields = { atMs: Math.round(seconds * 1_000), button, state, x: readNumber(x), y: readNumber(y) };
  if (!isCoordinate(fields.x)) return malformed(`x is not a coordinate: ${quote(x)}`);
  if (!isCoordinate(fields.y)) return malformed(`y is not a coordinate: ${quote(y)}`);
  return toCaptured(fields) ?? malformed(`unknown button and state: ${quote(`${button},${state}`)}`);
}

function toCaptured(fields: Fields): Captured | undefined {
  const { atMs, button, state } = fields;
  if (button === 'Key') return state === 'Pressed' ? { kind: 'keystroke', atMs } : undefined;
  if (button === 'System') return systemEvent(fields);
  if (button === 'File' || button.startsWith('File.')) return fileEvent(fields);
  return mouseEvent(fields);
}

function mouseEvent({ atMs, button, state, x, y }: Fields): Captured | undefined {
  const at = { atMs, ...position(x, y) };
  const direction = button === 'Scroll' ? DIRECTIONS.get(state) : undefined;
  if (direction !== undefined) return { kind: 'mouse-scroll', ...at, direction, steps: 1 };
  const known = BUTTONS.get(button);
  if (known === undefined) return undefined;
  if (state === 'Move') return { kind: 'mouse-move', ...at };
  if (state === 'Drag')
    return known === 'unknown' ? { kind: 'mouse-drag', ...at } : { kind: 'mouse-drag', ...at, button: known };
  if (state === 'Pressed') return { kind: 'mouse-click', ...at, button: known, action: 'pressed' };
  if (state === 'Released') return { kind: 'mouse-click', ...at, button: known, action: 'released' };
  return undefined;
}

function systemEvent({ atMs, state, x, y }: Fields): Captured | undefined {
  if (state === 'Load')
    return { kind: 'resource-usage', atMs, cpuRatio: clamp(x / 1_000, 1), loadAverage: clamp(y / 100, 655) };
  if (state === 'Idle') return { kind: 'idle', atMs, idleMs: Math.max(0, x) };
  return undefined;
}

function fileEvent({ atMs, button, state }: Fields): Captured | undefined {
  const extension = button.slice('File.'.length, 'File.'.length + 16);
  if (state === 'Changed') return { kind: 'file-change', atMs, change: 'changed', extension };
  if (state === 'Renamed') return { kind: 'file-change', atMs, change: 'renamed', extension };
  return undefined;
}

function position(x: number, y: number): { x?: number; y?: number } {
  return x === UNKNOWN || y === UNKNOWN ? {} : { x, y };
}

function readNumber(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}

function isCoordinate(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= UNKNOWN;
}

function clamp(value: number, max: number): number {
  return Math.min(max, Math.max(0, value));
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

function malformed(problem: string): ParsedRow {
  return { kind: 'malformed', problem };
}
