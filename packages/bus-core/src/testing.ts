/** For tests of modules and their handlers. */
export { createTestBus, type TestBus, type TestBusOptions } from './testing/test-bus.ts';
