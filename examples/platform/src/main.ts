/** An hour on a hosting platform, seen from its dashboard. */
import { createBus } from '@myelin/bus-core';
import { connectOperations } from '@platform/operations';
import { startDashboard } from './dashboard.ts';
import { startAccounts, startBilling, startExecution, startSecurity } from './services.ts';

await using bus = createBus({ guarantee: 'at-least-once' });
const print = (line: string): void => console.log(line);

const dashboard = await startDashboard(bus, print);
const { audited } = await startSecurity(bus);
const accounts = await startAccounts(bus);
await startBilling(bus);
const operations = await connectOperations(bus);
const execution = await startExecution(bus);

await operations.systemDeployment.publish({ service: 'api', release: '2026.11.1', outcome: 'live' });
await accounts.login('ann', 'secret');
for (const guess of ['1234', 'password', 'letmein']) await accounts.login('ben', guess);
await dashboard.open('usage');
for (const [task, seconds] of [2.5, 4, 14].entries()) await execution.run(`task-${task + 1}`, seconds);
await bus.drain();

for (const [topic, count] of audited) print(`audit     ${count} × ${topic}`);
