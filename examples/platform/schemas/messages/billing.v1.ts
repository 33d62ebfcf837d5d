import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';
import { accountId, cents, taskId } from '../fields.ts';

/** Money is never lost; who gets it twice knows it by its id. */
const money = { guarantee: 'at-least-once', key: 'accountId' } as const;

export const creditUsage = defineMessage({
  name: 'CreditUsage',
  version: 1,
  owner: 'billing',
  topic: 'billing.credit-usage',
  doc: 'Credits were used. Handed over in batches, as there are many.',
  channel: 'batched',
  key: 'accountId',
  schema: z.object({ accountId, taskId, credits: z.int().min(1) }),
  examples: [{ accountId: 'acme', taskId: 'task-1', credits: 3 }],
});

export const payment = defineMessage({
  name: 'Payment',
  version: 1,
  owner: 'billing',
  topic: 'billing.payment',
  doc: 'Money arrived, or did not.',
  ...money,
  schema: z.object({ accountId, paymentId: z.string().max(64), cents, status: z.enum(['received', 'declined']) }),
  examples: [{ accountId: 'acme', paymentId: 'pay-1', cents: 900, status: 'received' }],
});

export const quotaChanged = defineMessage({
  name: 'QuotaChanged',
  version: 1,
  owner: 'billing',
  topic: 'billing.quota-changed',
  doc: 'An account has so many credits left.',
  ...money,
  schema: z.object({ accountId, creditsLeft: z.int() }),
  examples: [{ accountId: 'acme', creditsLeft: 97 }],
});

export const invoiceCreated = defineMessage({
  name: 'InvoiceCreated',
  version: 1,
  owner: 'billing',
  topic: 'billing.invoice-created',
  doc: 'An invoice can be paid.',
  ...money,
  schema: z.object({ accountId, invoiceId: z.string().max(64), cents, due: z.iso.date() }),
  examples: [{ accountId: 'acme', invoiceId: 'inv-1', cents: 900, due: '2026-12-31' }],
});
