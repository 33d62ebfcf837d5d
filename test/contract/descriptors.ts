/** What the generated SDKs know of each message. */
import { aiIntegrationModule } from '@skelly-jelly/ai-integration';
import { analysisEngineModule } from '@skelly-jelly/analysis-engine';
import { cuteFigurineModule } from '@skelly-jelly/cute-figurine';
import { dataCaptureModule } from '@skelly-jelly/data-capture';
import { eventBusModule } from '@skelly-jelly/event-bus';
import { gamificationModule } from '@skelly-jelly/gamification';
import { orchestratorModule } from '@skelly-jelly/orchestrator';
import { storageModule } from '@skelly-jelly/storage';
import type { MessageDescriptor } from '../../packages/bus-core/src/contract.ts';

const modules = [
  aiIntegrationModule,
  analysisEngineModule,
  cuteFigurineModule,
  dataCaptureModule,
  eventBusModule,
  gamificationModule,
  orchestratorModule,
  storageModule,
];

/** Every message of every module with its replies, by name. */
export const descriptors: ReadonlyMap<string, MessageDescriptor> = new Map(
  modules
    .flatMap(({ publishes, subscribes, requests, serves }) => [...publishes, ...subscribes, ...requests, ...serves])
    .flatMap((message) => (message.reply === undefined ? [message] : [message, message.reply]))
    .map((message) => [message.name, message]),
);
