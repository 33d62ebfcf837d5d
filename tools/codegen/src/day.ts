/** The calendar, as far as rules need it. */

/** ISO date of today, in UTC. */
export function isoDay(): string {
  return new Date().toISOString().slice(0, 10);
}
