/** @nestjs/cqrs: its event bus in an application context without a server. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { type Contender, type Handlers, handlerAt, type Sample, sample } from '../contender.ts';

type EventClass = new (payload: Sample) => { readonly payload: Sample };

/** One topic is its best case: every subscription filters every event. */
export async function nestCqrs(handlers: Handlers, options: { readonly topicCount: number }): Promise<Contender> {
  const { topicCount } = options;
  const classes = Array.from({ length: topicCount }, eventClass);
  const providers = classes.map((event, index) => handlerClass(event, handlerAt(handlers.lists.message, index)));
  class Root {}
  Module({ imports: [CqrsModule.forRoot()], providers })(Root);
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  await app.init();
  const bus = app.get(EventBus);
  let sequence = 0;
  const send = (count: number): void => {
    for (let i = 0; i < count; i++, sequence++) bus.publish(new classes[sequence % topicCount]!(sample(sequence)));
  };
  return { send, fanOut: 1, close: () => app.close() };
}

function eventClass(): EventClass {
  return class Event {
    readonly payload: Sample;
    constructor(payload: Sample) {
      this.payload = payload;
    }
  };
}

function handlerClass(event: EventClass, handler: (event: object) => void): new () => object {
  class Handler {
    handle(received: object): void {
      handler(received);
    }
  }
  EventsHandler(event)(Handler);
  return Handler;
}
