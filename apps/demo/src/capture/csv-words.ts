/** The words of a recording and what they stand for. */
import type { Captured } from './captured.ts';

/** First line of every recording. */
export const CSV_HEADER = 'record timestamp,client timestamp,button,state,x,y';

/** The recorder's way of saying that a coordinate is unknown. */
export const UNKNOWN = 65_535;

export type MouseButton = Extract<Captured, { kind: 'mouse-click' }>['button'];
export type ScrollDirection = Extract<Captured, { kind: 'mouse-scroll' }>['direction'];

export const BUTTONS: ReadonlyMap<string, MouseButton> = new Map([
  ['Left', 'left'],
  ['Right', 'right'],
  ['Middle', 'middle'],
  ['Back', 'back'],
  ['Forward', 'forward'],
  ['NoButton', 'unknown'],
]);
export const BUTTON_NAMES = new Map([...BUTTONS].map(([name, button]) => [button, name]));
export const DIRECTIONS: ReadonlyMap<string, ScrollDirection> = new Map([
  ['Up', 'up'],
  ['Down', 'down'],
  ['Left', 'left'],
  ['Right', 'right'],
]);
export const DIRECTION_NAMES = new Map([...DIRECTIONS].map(([name, direction]) => [direction, name]));
