/** Patterns and batches: what a dashboard needs, without knowing every message. */
import type { Bus } from '@myelin/bus-core';
import { connectDashboard } from '@platform/dashboard';

export interface Dashboard {
  /** Somebody opens a page. */
  open(page: string): Promise<void>;
}

/** Connects the module; `print` takes what it shows. */
export async function startDashboard(bus: Bus, print: (line: string) => void): Promise<Dashboard> {
  const dashboard = await connectDashboard(bus);

  // One pattern: every message of billing that there is now, or that is defined one day.
  dashboard.subscribe('billing.*', ({ topic }) => print(`billing   ${topic}`), { name: 'billing' });

  // Several patterns in one subscription: one group, one handler.
  dashboard.subscribe(
    ['swarm.state.*', 'analytics.*'],
    ({ topic, payload }) => print(`live      ${topic} ${JSON.stringify(payload)}`),
    { name: 'live' },
  );

  // A batch of one message: many at once, with their type.
  dashboard.creditUsage.subscribeBatch(
    (messages) => {
      const credits = messages.reduce((sum, { payload }) => sum + payload.credits, 0);
      print(`batch     ${messages.length} tasks used ${credits} credits`);
    },
    { name: 'usage', sizeMax: 3, waitMs: 1_000 },
  );

  dashboard.ready();
  return {
    async open(page) {
      await dashboard.publish('analytics.page-opened', { page });
    },
  };
}
