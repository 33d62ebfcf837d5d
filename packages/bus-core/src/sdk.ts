/** The one door of generated code. Its contract number is `SDK_CONTRACT`. */
export type { Bus } from './bus.ts';
export type { Issue, MessageDescriptor, ModuleDescriptor, ProtobufSchema } from './contract.ts';
export { SDK_CONTRACT } from './contract.ts';
export type { Delivery, Message } from './envelope.ts';
export { connectModule } from './module-connection.ts';
export type { ConnectOptions, KeyedPublishOptions } from './options.ts';
export type {
  Emits,
  ModuleConnection,
  Publishes,
  PublishesKeyed,
  PublishesVersions,
  Requests,
  RequestsMany,
  Serves,
  Subscribes,
} from './verbs.ts';
