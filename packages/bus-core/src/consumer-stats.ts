/** What one subscription did. Plain fields: they are written for every message. */
import { LogHistogram } from './metrics.ts';
import { Trend } from './trend.ts';

/** Times are monotonic milliseconds, histograms microseconds. */
export class ConsumerStats {
  delivered = 0;
  failed = 0;
  timedOut = 0;
  /** Handlers that ran past their deadline and have not come back. */
  abandoned = 0;
  /** Handler start to end; 1 in 256 of the handlers that return no promise, every one that does. A batch is one. */
  readonly duration: LogHistogram = new LogHistogram();
  /** Accepted by the bus to handler start, first attempts, 1 in 256. */
  readonly latency: LogHistogram = new LogHistogram();
  readonly deliveredTrend: Trend;
  readonly failedTrend: Trend;

  constructor(nowMs: number) {
    this.deliveredTrend = new Trend(nowMs);
    this.failedTrend = new Trend(nowMs);
  }

  /** Takes readings for the rates; called by the sweep and by who asks. */
  read(nowMs: number): void {
    this.deliveredTrend.read(nowMs, this.delivered);
    this.failedTrend.read(nowMs, this.failed);
  }
}
