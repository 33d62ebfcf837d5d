/** Cuts a stream of events into windows of event time. */
import type { RawEvent } from '@skelly-jelly/data-capture';

export interface Window {
  readonly startAt: number;
  readonly endAt: number;
  readonly events: readonly RawEvent[];
}

export interface Windows {
  /** The window that this event closed, if it closed one. */
  add(event: RawEvent): Window | undefined;
  /** The open window, if there is one; it ends with its last event. */
  flush(): Window | undefined;
}

/** Greatest number of events that one window keeps; the window ends early when it has as many. */
const EVENTS_MAX = 20_000;

/**
 * Windows stand on a grid that starts with the first event; those without an event are left out. Time that steps back
 * belongs to the window that is open.
 */
export function createWindows(windowMs: () => number): Windows {
  let events: RawEvent[] = [];
  let startAt = 0;
  let latestAt = 0;
  let begun = false;

  const close = (endAt: number): Window | undefined => {
    if (events.length === 0) return undefined;
    const window = { startAt, endAt, events };
    events = [];
    return window;
  };
  return {
    add(event) {
      if (!begun) startAt = latestAt = event.at;
      begun = true;
      latestAt = Math.max(latestAt, event.at);
      const sizeMs = windowMs();
      const past = latestAt >= startAt + sizeMs;
      const closed = past || events.length >= EVENTS_MAX ? close(past ? startAt + sizeMs : latestAt) : undefined;
      if (past) startAt += Math.floor((latestAt - startAt) / sizeMs) * sizeMs;
      events.push(event);
      return closed;
    },
    flush: () => close(latestAt),
  };
}
