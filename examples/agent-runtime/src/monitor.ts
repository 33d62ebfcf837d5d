/** The small style on the same bus: topics by name, beside messages with a schema. */
import { connectMonitor, type Monitor } from '@agent-runtime/monitor';
import type { Bus, Delivery, TopicHandler } from '@myelin/bus-core';

/** Counts what goes by, whatever it is. */
class Traffic implements TopicHandler {
  readonly counts = new Map<string, number>();

  topics(): readonly string[] {
    return ['agent.*', 'channel.*', 'memory.*'];
  }

  handle({ topic }: Delivery): void {
    this.counts.set(topic, (this.counts.get(topic) ?? 0) + 1);
  }
}

/** Connects the module; answers what it counts, topic by topic. */
export async function startMonitor(bus: Bus, print: (line: string) => void): Promise<ReadonlyMap<string, number>> {
  const monitor = await connectMonitor(bus);

  const traffic = new Traffic();
  monitor.subscribe(traffic);

  monitor.subscribeToTopics(['user.login', 'user.logout'], ({ topic, payload }) => {
    print(`monitor: ${topic} ${JSON.stringify(payload)}`);
  });

  monitor.subscribe('channel.message-received', async ({ payload }) => {
    const { text } = payload as { text: string };
    if (!/ignore .*instructions/i.test(text)) return;
    print('monitor: that looks like an attack');
    await alert(monitor, text);
  });

  await monitor.healthReported.publish({ module: monitor.module, status: 'healthy' });
  monitor.ready();
  return traffic.counts;
}

/** A topic that has a schema keeps it, by name as well: `monitor.publish('security.alerted', …)` is checked all the same. */
async function alert(monitor: Monitor, evidence: string): Promise<void> {
  await monitor.securityAlerted.publish({ rule: 'prompt-injection', severity: 5, evidence });
}
