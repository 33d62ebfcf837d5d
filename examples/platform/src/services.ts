/** The services that react to one another. Each knows its own messages alone. */
import type { Bus } from '@myelin/bus-core';
import { connectAccounts } from '@platform/accounts';
import { connectBilling } from '@platform/billing';
import { connectExecution, type Execution } from '@platform/execution';
import { connectSecurity } from '@platform/security';

const CREDITS_AT_START = 20;
const CENTS_PER_CREDIT = 5;
const FAILURES_MAX = 3;

/** Turns work into credits, and credits into invoices. */
export async function startBilling(bus: Bus): Promise<void> {
  const billing = await connectBilling(bus);
  const left = new Map<string, number>();
  billing.taskCompleted.subscribe(async ({ payload: { accountId, taskId, seconds } }) => {
    const credits = Math.max(1, Math.ceil(seconds));
    const creditsLeft = (left.get(accountId) ?? CREDITS_AT_START) - credits;
    left.set(accountId, creditsLeft);
    await billing.creditUsage.publish({ accountId, taskId, credits });
    await billing.quotaChanged.publish({ accountId, creditsLeft });
    if (creditsLeft > 0) return;
    const cents = (CREDITS_AT_START - creditsLeft) * CENTS_PER_CREDIT;
    await billing.invoiceCreated.publish({ accountId, invoiceId: `${accountId}-1`, cents, due: '2026-12-31' });
  });
  billing.ready();
}

/** Works on tasks until an account has no credits left. */
export async function startExecution(bus: Bus): Promise<{ run(taskId: string, seconds: number): Promise<void> }> {
  const execution: Execution = await connectExecution(bus);
  const swarmId = 'swarm-1';
  let isPaid = true;
  execution.quotaChanged.subscribe(async ({ payload: { creditsLeft } }) => {
    if (!isPaid || creditsLeft > 0) return;
    isPaid = false;
    await execution.swarmStateChanged.publish({ swarmId, state: 'stopped' });
  });
  execution.ready();
  await execution.resourceAllocated.publish({ swarmId, machines: 4, memoryMb: 8_192 });
  await execution.swarmStateChanged.publish({ swarmId, state: 'working' });
  return {
    async run(taskId, seconds) {
      await execution.taskCompleted.publish({ taskId, accountId: 'acme', seconds });
    },
  };
}

/** Counts failures, takes rights away, and writes down who did what. */
export async function startSecurity(bus: Bus): Promise<{ readonly audited: ReadonlyMap<string, number> }> {
  const security = await connectSecurity(bus);
  const failures = new Map<string, number>();
  const audited = new Map<string, number>();
  security.authenticationFailed.subscribe(async ({ payload: { userId } }) => {
    const count = (failures.get(userId) ?? 0) + 1;
    failures.set(userId, count);
    if (count !== FAILURES_MAX) return;
    await security.suspiciousActivity.publish({ userId, finding: 'failed logins in a row', count });
    await security.permissionChanged.publish({ userId, role: 'none', by: 'security' });
  });
  security.subscribe(
    ['user.*', 'system.*'],
    async ({ topic, id, source }) => {
      await security.securityAudit.publish({ topic, messageId: id, source });
      audited.set(topic, (audited.get(topic) ?? 0) + 1);
    },
    { name: 'audit' },
  );
  security.ready();
  return { audited };
}

/** Lets people in and out. */
export async function startAccounts(bus: Bus): Promise<{ login(userId: string, password: string): Promise<void> }> {
  const accounts = await connectAccounts(bus);
  const address = '192.0.2.7';
  accounts.permissionChanged.subscribe(async ({ payload: { userId, role } }) => {
    if (role === 'none') await accounts.userLogout.publish({ userId, reason: 'forced' });
  });
  accounts.ready();
  return {
    async login(userId, password) {
      if (password !== 'secret')
        await accounts.authenticationFailed.publish({ userId, address, reason: 'wrong-password' });
      else await accounts.userLogin.publish({ userId, method: 'password', address });
    },
  };
}
