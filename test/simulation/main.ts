/** `npm run sim -- --seeds 2000`, `npm run sim -- --seed 7 --trace`, `npm run sim -- --mutants`. */
import { parseArgs } from 'node:util';
import { lineOf } from './history.ts';
import { hunt } from './hunt.ts';
import { mutants } from './mutants.ts';
import { regressions } from './regressions.ts';
import { type Run, run } from './run.ts';
import { Reached } from './states.ts';
import { hasVerbs, runVerbs, type VerbsRun, verbStates } from './verbs/run.ts';

const SHOWN_PER_RULE = 3;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
});

function report({ plan, violations }: Run): void {
  console.log(`seed ${plan.seed} (${plan.store}): ${violations.length} promises broken`);
  const shown = new Map<string, number>();
  for (const { rule, text } of violations) {
    const count = (shown.get(rule) ?? 0) + 1;
    shown.set(rule, count);
    if (count <= SHOWN_PER_RULE) console.log(`  ${rule}: ${text}`);
  }
  if (violations.length > 0) console.log(`  again: npm run sim -- --seed ${plan.seed} --trace`);
}

function reportVerbs({ seed, part, store, broken }: VerbsRun): void {
  console.log(`seed ${seed}, ${part} (${store}): ${broken.length} promises broken`);
  for (const { rule, text } of broken.slice(0, SHOWN_PER_RULE)) console.log(`  ${rule}: ${text}`);
  if (broken.length > 0) console.log(`  again: npm run sim -- --seed ${seed} --trace`);
}

async function oneOfVerbs(seed: number): Promise<boolean> {
  const result = await runVerbs(seed);
  if (values.trace) for (const line of result.trace) console.log(line);
  reportVerbs(result);
  return result.broken.length === 0;
}

async function one(seed: number): Promise<boolean> {
  const result = await run(seed);
  if (values.trace) {
    console.log(JSON.stringify(result.plan, undefined, 1));
    for (const happening of result.happenings) console.log(lineOf(happening));
  }
  report(result);
  const kept = !hasVerbs(seed) || (await oneOfVerbs(seed));
  return kept && result.violations.length === 0;
}

async function many(from: number, count: number): Promise<boolean> {
  const startedMs = performance.now();
  const reached = new Reached(verbStates);
  const seeds = [...regressions.map(({ seed }) => seed), ...Array.from({ length: count }, (_, index) => from + index)];
  let failed = 0;
  for (const seed of seeds) {
    const result = await run(seed);
    reached.add(result.ledger);
    const verbs = hasVerbs(seed) ? await runVerbs(seed) : undefined;
    if (verbs !== undefined) reached.addVerbs(verbs.reached);
    if (result.violations.length + (verbs?.broken.length ?? 0) === 0) continue;
    failed++;
    if (result.violations.length > 0) report(result);
    if (verbs !== undefined && verbs.broken.length > 0) reportVerbs(verbs);
  }
  for (const [name, times] of reached.counts) console.log(`${String(times).padStart(9)}  ${name}`);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(
    `${seeds.length} seeds in ${seconds} s, ${failed} failed; never reached: ${reached.missing.join(', ') || 'nothing'}`,
  );
  return failed === 0 && reached.missing.length === 0;
}

async function allMutants(): Promise<boolean> {
  let found = true;
  for (const mutant of mutants) {
    const prey = await hunt(mutant);
    found &&= prey !== undefined;
    const how = prey === undefined ? 'NOT FOUND' : `seed ${prey.seed}: ${prey.violation.rule}: ${prey.violation.text}`;
    console.log(`${mutant.name.padEnd(22)} ${how}`);
  }
  return found;
}

const { seed, from, seeds } = values;
const passed =
  seed !== undefined ? one(Number(seed)) : values.mutants ? allMutants() : many(Number(from), Number(seeds));
if (!(await passed)) process.exitCode = 1;
