/** Other teams' schemas: a slice of `npm run test:long -- webhooks`, with every kind of schema that the whole has. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partFor } from './webhooks/source.ts';
import { verdicts } from './webhooks/verdicts.ts';
import { WebhookWorkspace } from './webhooks/workspace.ts';

/** Parts that hold together, tags, alternatives without one, records, formats, lists of constants, and an event that cannot be. */
const events = [
  'create',
  'fork',
  'github_app_authorization',
  'membership',
  'meta',
  'ping',
  'push',
  'security_advisory',
  'secret_scanning_alert_location',
  'status',
  'workflow_dispatch',
];
/** Ten events and eight actions. */
const messagesCount = 18;
const stepMsMax = 120_000;

describe('the schemas of GitHub webhooks', () => {
  let workspace: WebhookWorkspace;
  beforeAll(async () => {
    workspace = await WebhookWorkspace.create();
  });
  afterAll(async () => workspace[Symbol.asyncDispose]());

  it(
    'become messages, but for the one that no payload can satisfy',
    async () => {
      const { code, text } = await workspace.imported(partFor(events));
      expect(text).toMatch(/SecretScanningAlertLocationEvent.location: no value is what all parts of "allOf" say/);
      expect([code, text.match(/wrote .*\.v1\.ts/g)?.length]).toEqual([1, messagesCount]);
    },
    stepMsMax,
  );

  it('can be generated', async () => expect(await workspace.generated()).toMatchObject({ code: 0 }), stepMsMax);

  it(
    'compile, the definitions and the SDK',
    async () => expect(await workspace.compiled()).toEqual({ code: 0, text: '' }),
    stepMsMax,
  );

  it(
    'say what ajv says of every payload, and of mutated ones',
    async () => {
      const { counts, disagreements } = await verdicts(workspace, { events, mutationsPerPayload: 60 });
      expect(disagreements).toEqual([]);
      expect(counts).toMatchObject({ messages: messagesCount, accepted: 55, refused: 40 });
      expect(Math.min(counts.mutatedAccepted, counts.mutatedRefused)).toBeGreaterThan(200);
      expect(Object.keys(counts.meant).sort()).toEqual(['date-time', 'uri', 'uri-template']);
    },
    stepMsMax,
  );
});
