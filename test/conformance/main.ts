/** `npm run conformance -- memory`: one transport against the suite, as a table. */
import { startVitest, type Vitest } from 'vitest/node';
import { Table } from './table.ts';

const name = process.argv[2] ?? 'memory';
const table = new Table();
const options = { watch: false, run: true, project: ['workspace'], reporters: [table] };
const vitest: Vitest = await startVitest('test', [`test/conformance/${name}.test.ts`], options);
await vitest.close();
