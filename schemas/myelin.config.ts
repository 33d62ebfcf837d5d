import { defineConfig } from '@myelin/codegen/define';

export default defineConfig({
  scope: '@skelly-jelly',
  out: '../packages/module-sdks',
  catalog: '../docs/catalog',
  changesets: '../.changeset',
});
