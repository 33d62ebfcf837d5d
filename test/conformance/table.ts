/** Prints the capabilities and every scenario of one transport with its result. */
import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node';

const words = { passed: 'ok', failed: 'FAILED', skipped: 'not declared', pending: 'not run' } as const;

interface Reported {
  readonly message: string;
}

/** A reporter of Vitest; writes when the run ends. */
export class Table implements Reporter {
  readonly #rows = new Map<string, string[]>();
  readonly #failures: string[] = [];
  readonly #counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    const heading = test.parent.type === 'suite' ? test.parent.fullName : test.module.relativeModuleId;
    const rows = this.#rows.get(heading) ?? [];
    const note = result.state === 'skipped' && result.note !== undefined ? `  (${result.note})` : '';
    rows.push(`  ${words[result.state].padEnd(13)}${test.name}${note}`);
    this.#rows.set(heading, rows);
    this.#counts[result.state]++;
    for (const { message } of result.errors ?? []) this.#failures.push(`${test.fullName}\n    ${message}`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly Reported[], reason: TestRunEndReason): void {
    for (const [heading, rows] of this.#rows) console.log(`\n${heading}\n${rows.join('\n')}`);
    const { passed, failed, skipped } = this.#counts;
    console.log(`\n${passed} ok, ${failed} failed, ${skipped} not declared; the run ${reason}`);
    for (const failure of this.#failures) console.log(`\nFAILED ${failure}`);
    const outside = [...modules.flatMap((module) => module.errors()), ...unhandled];
    for (const { message } of outside) console.log(`\nOUTSIDE ANY SCENARIO ${message}`);
  }
}
