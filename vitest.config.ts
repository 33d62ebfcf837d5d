import { defineConfig } from 'vitest/config';

/** Packages are seen through their sources, so that no test needs a build. */
const conditions = ['@myelin/source'];

/** Where to write the JSON report, for `.ci/run`. */
const report = process.env['MYELIN_TEST_REPORT'];

/** One project per folder that has tests. */
function project(name: string, include: string[]) {
  return { extends: true as const, test: { name, include } };
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    testTimeout: 10_000,
    hookTimeout: 20_000,
    teardownTimeout: 5_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    passWithNoTests: false,
    execArgv: ['--conditions=@myelin/source'],
    coverage: { include: ['packages/bus-core/src/**/*.ts', 'tools/codegen/src/**/*.ts'], exclude: ['**/*.gen.ts'] },
    projects: [
      project('bus-core', ['packages/bus-core/test/**/*.test.ts']),
      project('codegen', ['tools/codegen/test/**/*.test.ts']),
      project('demo', ['apps/demo/test/**/*.test.ts']),
      project('workspace', ['test/**/*.test.ts']),
    ],
  },
});
