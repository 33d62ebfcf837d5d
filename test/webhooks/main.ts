/**
 * `npm run test:long -- webhooks [mutations per payload]`: all webhooks of GitHub, a message for each event and for each of its
 * actions. Their schema is imported, generated and compiled; every payload, and mutations of it, get the verdict of ajv. Exit code 1 where any differs.
 */
import { eventOf, partFor, payloads, schema } from './source.ts';
import { verdicts } from './verdicts.ts';
import { type Ended, WebhookWorkspace } from './workspace.ts';

const mutationsPerPayload = Number(process.argv[2] ?? 100);

async function step(
  name: string,
  { allowed = 0 }: { readonly allowed?: number },
  work: () => Promise<Ended>,
): Promise<void> {
  const startMs = performance.now();
  const { code, text } = await work();
  process.stdout.write(`${name}: ${((performance.now() - startMs) / 1000).toFixed(1)} s\n`);
  if (code !== 0 && code !== allowed) throw new Error(`${name} ended with ${code}:\n${text.slice(0, 4_000)}`);
}

await using workspace = await WebhookWorkspace.create();
const sent = schema.oneOf.reduce((sum, { $ref }) => sum + (payloads.get(eventOf($ref))?.length ?? 0), 0);
process.stdout.write(
  `${schema.oneOf.length} events, ${Object.keys(schema.definitions).length} definitions, ${sent} payloads\n`,
);
await step('myelin import --each', { allowed: 1 }, () => workspace.imported(partFor(undefined)));
await step('myelin codegen', {}, () => workspace.generated());
await step('tsc', {}, () => workspace.compiled());
const { counts, disagreements } = await verdicts(workspace, { events: undefined, mutationsPerPayload });
process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
for (const line of disagreements.slice(0, 20)) process.stdout.write(`${line}\n`);
process.exitCode = disagreements.length === 0 ? 0 : 1;
