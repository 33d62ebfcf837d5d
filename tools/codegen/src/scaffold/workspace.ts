/** The files of a new workspace: two modules, a message from the one to the other, and a program that connects both. */

/** What differs from one new workspace to another. */
export interface NewWorkspace {
  /** As `@acme`. */
  readonly scope: string;
  /** Version ranges by package. */
  readonly ranges: Readonly<Record<string, string>>;
  /** Whether Nx runs its tasks. */
  readonly nx: boolean;
}

/** Text by file, relative to the root of the workspace; everything but what is there already. */
export function workspaceFiles({ scope, ranges, nx }: NewWorkspace): ReadonlyMap<string, string> {
  const own = { version: '0.0.0', private: true, type: 'module' };
  const sdk = (module: string): string => json({ name: `${scope}/${module}`, version: '0.0.0' });
  const used = { [`${scope}/shop`]: '*', [`${scope}/warehouse`]: '*', '@myelin/bus-core': ranges['@myelin/bus-core'] };
  return new Map([
    ['schemas/myelin.config.ts', configText(scope)],
    ['schemas/package.json', json({ name: `${scope}/schemas`, ...own, ...(nx ? { nx: nxTargets } : {}) })],
    ['schemas/tsconfig.json', project(schemasProject)],
    ['schemas/messages/shop/order-placed.v1.ts', orderPlacedMessage],
    ['schemas/modules/shop.ts', shopModule],
    ['schemas/modules/warehouse.ts', warehouseModule],
    // npm links packages that are there when it installs; the generator fills these in.
    ['sdks/shop/package.json', sdk('shop')],
    ['sdks/warehouse/package.json', sdk('warehouse')],
    ['app/package.json', json({ name: `${scope}/app`, ...own, dependencies: used })],
    ['app/tsconfig.json', project(appProject)],
    ['app/src/main.ts', program(scope)],
  ]);
}

/** Scripts of the root package. */
export const scripts: Readonly<Record<string, string>> = {
  codegen: 'myelin codegen',
  build: 'myelin codegen && tsc -b schemas sdks app',
  start: 'myelin codegen && tsc -b schemas sdks app && node app/dist/main.js',
};

/** Workspaces of the root package. */
export const workspaces: readonly string[] = ['schemas', 'sdks/*', 'app'];

/** What git leaves out. */
export const ignored: readonly string[] = ['node_modules/', 'dist/', '*.tsbuildinfo'];

/** `nx run <scope>/schemas:codegen`, cached. */
const nxTargets = {
  targets: {
    codegen: {
      command: 'myelin codegen',
      cache: true,
      inputs: [
        '{projectRoot}/**/*',
        '{workspaceRoot}/sdks/*/package.json',
        { externalDependencies: ['@myelin/codegen'] },
      ],
      outputs: [
        '{workspaceRoot}/sdks/*/src',
        '{workspaceRoot}/sdks/*/{README.md,tsconfig.json,package.json}',
        '{workspaceRoot}/sdks/tsconfig.json',
      ],
    },
  },
};

function configText(scope: string): string {
  return `import { defineConfig } from '@myelin/codegen/define';

export default defineConfig({ scope: '${scope}', out: '../sdks' });
`;
}

const orderPlacedMessage = `import { defineMessage } from '@myelin/codegen/define';
import { z } from 'zod';

export const orderPlaced = defineMessage({
  name: 'OrderPlaced',
  version: 1,
  owner: 'shop',
  doc: 'Somebody ordered something.',
  guarantee: 'at-least-once',
  key: 'orderId',
  schema: z.object({
    orderId: z.string().min(1).max(64),
    item: z.string().min(1).max(200),
    count: z.int().min(1).max(1_000).default(1),
  }),
  examples: [{ orderId: 'order-1', item: 'a lamp', count: 2 }],
});
`;

const shopModule = `import { defineModule } from '@myelin/codegen/define';
import { orderPlaced } from '../messages/shop/order-placed.v1.ts';

export const shopModule = defineModule({
  name: 'shop',
  owner: 'sales',
  doc: 'Takes orders.',
  publishes: [orderPlaced],
});
`;

const warehouseModule = `import { defineModule } from '@myelin/codegen/define';
import { orderPlaced } from '../messages/shop/order-placed.v1.ts';

export const warehouseModule = defineModule({
  name: 'warehouse',
  owner: 'logistics',
  doc: 'Packs what was ordered.',
  subscribes: [orderPlaced],
});
`;

function program(scope: string): string {
  return `import { createBus } from '@myelin/bus-core';
import { connectShop } from '${scope}/shop';
import { connectWarehouse } from '${scope}/warehouse';

await using bus = createBus(); // in memory
const shop = await connectShop(bus);
const warehouse = await connectWarehouse(bus);

warehouse.orderPlaced.subscribe(({ source, payload }) => {
  console.log(\`\${source} sold \${payload.count} × \${payload.item}\`);
}); // returning acks; throwing means another try, and in the end the dead letters

await shop.orderPlaced.publish({ orderId: 'order-1', item: 'a lamp' }); // count is 1 where nothing is said
// warehouse.orderPlaced.publish(…) does not compile: the warehouse has no right to publish orders
`;
}

const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024', 'ESNext.Disposable'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
};

/** Schemas are run as they are written; the compiler only looks at them. */
const schemasProject = {
  compilerOptions: { ...compilerOptions, noEmit: true, allowImportingTsExtensions: true, erasableSyntaxOnly: true },
  include: ['.'],
};

const appProject = {
  compilerOptions: { ...compilerOptions, rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['src'],
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Lists on one line, as formatters have them in a tsconfig.json. */
function project(value: unknown): string {
  return json(value).replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_, items: string) => `[${items.replaceAll(/\s+/g, ' ')}]`);
}
