import { defineConfig } from 'vitest/config';

/** Packages are seen through their sources, so that no test needs a build. */
const conditions = ['@myelin/source'];

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
    restoreMocks: true,
    passWithNoTests: false,
    maxWorkers: process.env['MYELIN_TEST_WORKERS'] ?? '100%',
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
