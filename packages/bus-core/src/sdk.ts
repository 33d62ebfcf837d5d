/** The one door of generated code. Its contract number is `SDK_CONTRACT`. */
export type { Bus } from './bus.ts';
export type { Issue, MessageDescriptor, ModuleDescriptor, PayloadCodec, ProtobufSchema } from './contract.ts';
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
export { binaryPayloads } from './wire/form.ts';
export { readJson, setField, writeJson } from './wire/json-value.ts';
export type { Reader } from './wire/reader.ts';
export type { Writer } from './wire/writer.ts';
