/** What the bus says about itself, in the form that tables and lines need. */

/** One message in one group. Latencies in milliseconds from accept to handler start; absent where none was sampled. */
export interface GroupNumbers {
  readonly module: string;
  readonly topic: string;
  readonly accepted: number;
  readonly acked: number;
  /** By reason, without those that are 0. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly deadLettered: number;
  readonly pending: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** One message of one publisher. */
export interface PublishedNumbers {
  readonly module: string;
  readonly topic: string;
  readonly published: number;
}

export interface BusNumbers {
  readonly published: readonly PublishedNumbers[];
  readonly groups: readonly GroupNumbers[];
}

/** For whatever reason. */
export function droppedCount(numbers: Pick<GroupNumbers, 'dropped'>): number {
  return Object.values(numbers.dropped).reduce((sum, count) => sum + count, 0);
}
