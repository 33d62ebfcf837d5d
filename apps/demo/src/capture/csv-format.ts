/** Writes events as rows of a recording; see `csv-row.ts` for their form. */
import type { Captured } from './captured.ts';
import { BUTTON_NAMES, DIRECTION_NAMES, type MouseButton, UNKNOWN } from './csv-words.ts';

/** Writes the line that `parseRow` reads back as the same event; programs that come to the front have no row. */
export function formatRow(captured: Captured): string | undefined {
  const cells = rowCells(captured);
  if (cells === undefined) return undefined;
  const seconds = (captured.atMs / 1_000).toFixed(3);
  return `${seconds},${seconds},${cells.join(',')}`;
}

function rowCells(captured: Captured): readonly (string | number)[] | undefined {
  switch (captured.kind) {
    case 'keystroke':
      return ['Key', 'Pressed', UNKNOWN, UNKNOWN];
    case 'mouse-move':
      return ['NoButton', 'Move', ...cellsOf(captured)];
    case 'mouse-drag':
      return [nameOf(captured.button ?? 'unknown'), 'Drag', ...cellsOf(captured)];
    case 'mouse-click':
      return [nameOf(captured.button), captured.action === 'pressed' ? 'Pressed' : 'Released', ...cellsOf(captured)];
    case 'mouse-scroll':
      return ['Scroll', DIRECTION_NAMES.get(captured.direction) ?? 'Down', ...cellsOf(captured)];
    case 'resource-usage':
      return ['System', 'Load', Math.round(captured.cpuRatio * 1_000), Math.round(captured.loadAverage * 100)];
    case 'idle':
      return ['System', 'Idle', Math.min(UNKNOWN, Math.round(captured.idleMs)), 0];
    case 'file-change':
      return [
        captured.extension === '' ? 'File' : `File.${captured.extension}`,
        captured.change === 'changed' ? 'Changed' : 'Renamed',
        UNKNOWN,
        UNKNOWN,
      ];
    case 'window-focus':
      return undefined;
  }
}

function nameOf(button: MouseButton): string {
  return BUTTON_NAMES.get(button) ?? 'NoButton';
}

function cellsOf(captured: { readonly x?: number; readonly y?: number }): readonly number[] {
  return [captured.x ?? UNKNOWN, captured.y ?? UNKNOWN];
}
