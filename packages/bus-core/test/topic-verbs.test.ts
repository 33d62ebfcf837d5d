import { describe, expect, it } from 'vitest';
import type { Bus } from '../src/bus.ts';
import type { ModuleDescriptor } from '../src/contract.ts';
import type { Message } from '../src/envelope.ts';
import { connectModule } from '../src/module-connection.ts';
import type { ModuleConnection } from '../src/verbs.ts';
import { contract, moduleOf, reliable, testBus } from './support/bus.ts';

const everything = { grants: { publish: ['**'], subscribe: ['**'] } };

function connect(bus: Bus, name: string, parts: Partial<ModuleDescriptor>): Promise<ModuleConnection> {
  return connectModule<ModuleConnection>(bus, moduleOf(name, parts));
}

const login = contract('user.login', {
  ...reliable,
  version: 3,
  check: (payload): payload is unknown => typeof payload === 'object' && payload !== null && 'name' in payload,
});

describe('publishing by topic', () => {
  it('carries JSON to whoever subscribes to the topic or to a pattern', async () => {
    const { bus, clock } = testBus();
    const a = await connect(bus, 'a', everything);
    const b = await connect(bus, 'b', everything);
    const seen: string[] = [];
    b.subscribe('user.login', ({ topic, payload }) => void seen.push(`exact ${topic} ${JSON.stringify(payload)}`));
    b.subscribe(['user.*', 'team.**'], ({ topic, source }) => void seen.push(`pattern ${topic} from ${source}`));
    await a.publish('user.login', { id: 1 });
    await a.publish('team.core.joined', 'ann');
    await clock.runUntilIdle();
    expect(seen).toEqual(['exact user.login {"id":1}', 'pattern user.login from a', 'pattern team.core.joined from a']);
  });

  it.each([{ when: new Date(0) }, { run: () => 1 }, Number.NaN, undefined, { big: 1n }])(
    'refuses what is no JSON: %o',
    async (payload) => {
      const { bus } = testBus();
      const a = await connect(bus, 'a', everything);
      await expect(a.publish('user.login', payload)).rejects.toMatchObject({ code: 'BUS_PAYLOAD_INVALID' });
    },
  );

  it('says where something is no JSON', async () => {
    const { bus } = testBus();
    const a = await connect(bus, 'a', everything);
    await expect(a.publish('user.login', { list: [1, { at: new Date(0) }] })).rejects.toThrow(
      "'list[1].at': expected a JSON value",
    );
  });

  it('refuses a topic that no grant covers, and what is no topic', async () => {
    const { bus } = testBus();
    const a = await connect(bus, 'a', { grants: { publish: ['user.*'] } });
    await expect(a.publish('team.core', {})).rejects.toMatchObject({ code: 'BUS_NOT_ALLOWED' });
    await expect(a.publish('User', {})).rejects.toMatchObject({ code: 'BUS_CONFIG_INVALID' });
  });

  it('is validated and carried by the contract that another module brings, even later', async () => {
    const { bus, clock } = testBus();
    const a = await connect(bus, 'a', everything);
    await a.publish('user.login', {});
    const b = await connect(bus, 'b', { subscribes: [login] });
    const seen: Message[] = [];
    b.subscribe('user.login', (message) => void seen.push(message));
    await expect(a.publish('user.login', {})).rejects.toMatchObject({ code: 'BUS_PAYLOAD_INVALID' });
    await a.publish('user.login', { name: 'ann' });
    await clock.runUntilIdle();
    expect(seen.map(({ version, payload }) => [version, payload])).toContainEqual([3, { name: 'ann' }]);
  });

  it('publishes batches over topics, each item for itself', async () => {
    const { bus } = testBus();
    const a = await connect(bus, 'a', { grants: { publish: ['user.*'] } });
    const results = await a.publishBatch([
      { topic: 'user.login', payload: 1, options: { key: 'k' } },
      { topic: 'team.core', payload: 2 },
      { topic: 'user.logout', payload: 3 },
    ]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
  });
});

describe('subscribing by pattern', () => {
  it('never shows what the module has no right to', async () => {
    const { bus, clock } = testBus();
    const a = await connect(bus, 'a', everything);
    const b = await connect(bus, 'b', { grants: { subscribe: ['user.login'] } });
    const seen: string[] = [];
    b.subscribe('user.**', ({ topic }) => void seen.push(topic));
    await a.publish('user.login', {});
    await a.publish('user.secret', {});
    await clock.runUntilIdle();
    expect(seen).toEqual(['user.login']);
    expect(bus.stats().groups[0]).toMatchObject({ accepted: 2, acked: 1, dropped: { filtered: 1 } });
  });

  it('is refused where it can find nothing that the module may see', async () => {
    const { bus } = testBus();
    const b = await connect(bus, 'b', { subscribes: [login], grants: { subscribe: ['team.*'] } });
    expect(() => b.subscribe('audit.**', () => undefined)).toThrow(
      expect.objectContaining({ code: 'BUS_NOT_ALLOWED' }),
    );
    expect(b.subscribe('user.*', () => undefined).group).toBe('b/user.*');
    expect(b.subscribe('**', () => undefined, { name: 'all' }).group).toBe('b/all');
  });

  it('is reliable where it asks for it', async () => {
    const { bus, clock } = testBus();
    const a = await connect(bus, 'a', everything);
    const b = await connect(bus, 'b', everything);
    let calls = 0;
    b.subscribe('user.*', () => ++calls === 3, { guarantee: 'at-least-once', retry: { backoff: 'none' } });
    await a.publish('user.login', {});
    await clock.runUntilIdle();
    expect(bus.stats().groups).toMatchObject([{ group: 'b/user.*', acked: 1, retries: 2 }]);
  });

  it('does not hold up publishers of what is carried best effort, and counts what it could not take', async () => {
    const { bus, clock } = testBus();
    const a = await connect(bus, 'a', everything);
    const b = await connect(bus, 'b', everything);
    const subscription = b.subscribe('user.*', () => undefined, { guarantee: 'at-least-once', queueSizeMax: 2 });
    subscription.pause();
    for (let i = 0; i < 5; i++) await a.publish('user.login', i);
    await clock.runUntilIdle();
    expect(bus.stats().groups[0]).toMatchObject({ accepted: 5, pending: { waiting: 2 }, dropped: { overflow: 3 } });
  });

  it('holds up publishers of what is carried reliable', async () => {
    const { bus, clock } = testBus({ publishTimeoutMs: 100 });
    const a = await connect(bus, 'a', { publishes: [login] });
    const b = await connect(bus, 'b', { grants: { subscribe: ['user.*'] } });
    b.subscribe('user.*', () => undefined, { guarantee: 'at-least-once', queueSizeMax: 1 }).pause();
    await a.publish('user.login', { name: 'ann' });
    const second = expect(a.publish('user.login', { name: 'bob' })).rejects.toMatchObject({ code: 'BUS_QUEUE_FULL' });
    await clock.advance(1_000);
    await second;
  });

  it('takes a handler that names its topics', async () => {
    const { bus, clock } = testBus();
    const a = await connect(bus, 'a', everything);
    const handler = {
      seen: [] as string[],
      topics: () => ['user.login', 'team.*'],
      handle({ topic }: Message): void {
        this.seen.push(topic);
      },
    };
    a.subscribe(handler, { name: 'mine' });
    await a.publishBatch([
      { topic: 'user.login', payload: 1 },
      { topic: 'team.core', payload: 1 },
    ]);
    await clock.runUntilIdle();
    expect(handler.seen).toEqual(['user.login', 'team.core']);
  });

  it('takes topics by name only where that is asked', async () => {
    const { bus } = testBus();
    const a = await connect(bus, 'a', everything);
    expect(a.subscribeToTopics(['user.login', 'user.logout'], () => undefined).group).toBe('a/user.login,user.logout');
    expect(() => a.subscribeToTopics(['user.*'], () => undefined)).toThrow("'user.*' is no topic");
  });

  it('is refused without topics, or without a handler', async () => {
    const { bus } = testBus();
    const a = await connect(bus, 'a', everything);
    expect(() => a.subscribe([], () => undefined)).toThrow('at least one topic or pattern');
    expect(() => a.subscribe('user.*' as never)).toThrow('subscribe takes patterns and a handler');
  });
});
