/** For tests of modules and their handlers. */

// For generated code.
export {
  type Examples,
  examplesOf,
  type InvalidExample,
  type MessageFixtures,
} from './testing/examples.ts';
export { type ModuleTest, type PublishedMessages, testModule } from './testing/module-test.ts';
export { createTestBus, type TestBus, type TestBusOptions } from './testing/test-bus.ts';
