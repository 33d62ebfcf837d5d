import { describe, expect, it } from 'vitest';
import {
  type Bump,
  bumpsIn,
  type ContractChanges,
  changesetText,
  type MessageFinding,
  type ModuleFinding,
  rightsFindings,
  sdkBumps,
  shortfalls,
} from '../src/changeset.ts';
import type { Contract, MessageContract, ModuleContract } from '../src/model.ts';

function message(name: string, reply?: string): MessageContract {
  const version = {
    version: 1,
    source: '',
    doc: '',
    shape: { type: { kind: 'null' }, definitions: {} },
    fingerprint: '',
    carriage: {},
    examples: [],
    reserved: [],
  } as const;
  return { name, owner: 'shop', topic: name, versions: [reply === undefined ? version : { ...version, reply }] };
}

function module(name: string, rights: Partial<ModuleContract> = {}): ModuleContract {
  const none = { publishes: [], subscribes: [], requests: [], serves: [], dependsOn: [] };
  return { name, owner: '', doc: '', source: '', ...none, ...rights };
}

const contract: Contract = {
  scope: '@acme',
  messages: [message('Ordered'), message('Price', 'Quote'), message('Quote')],
  modules: [
    module('both', { publishes: ['Ordered'], subscribes: ['Ordered'] }),
    module('idle'),
    module('reader', { subscribes: ['Ordered'], requests: ['Price'] }),
    module('writer', { publishes: ['Ordered'], serves: ['Price'] }),
  ],
};

const finding = (message: string, publisher: Bump, subscriber: Bump): MessageFinding => ({
  message,
  text: 'version 1: something changed',
  publisher,
  subscriber,
});

const changes = (messages: readonly MessageFinding[], modules: readonly ModuleFinding[] = []): ContractChanges => ({
  messages,
  modules,
});

const bumpsFor = (...messages: MessageFinding[]): Record<string, Bump> =>
  Object.fromEntries(sdkBumps(changes(messages), contract));

describe('the bump of an SDK', () => {
  it.each<[what: string, publisher: Bump, subscriber: Bump, writer: Bump, reader: Bump, both: Bump]>([
    ['a backward break', 'major', 'minor', 'major', 'minor', 'major'],
    ['a forward break', 'minor', 'major', 'minor', 'major', 'major'],
    ['a loss of data', 'major', 'major', 'major', 'major', 'major'],
    ['an addition', 'minor', 'minor', 'minor', 'minor', 'minor'],
    ['a document', 'patch', 'patch', 'patch', 'patch', 'patch'],
  ])('follows the role of its module: %s', (_, publisher, subscriber, writer, reader, both) => {
    expect(bumpsFor(finding('Ordered', publisher, subscriber))).toEqual({
      '@acme/both': both,
      '@acme/reader': reader,
      '@acme/writer': writer,
    });
  });

  it('is the publisher’s for who requests, and the subscriber’s for who serves', () => {
    expect(bumpsFor(finding('Price', 'major', 'minor'))).toEqual({ '@acme/reader': 'major', '@acme/writer': 'minor' });
  });

  it('is the publisher’s for who writes a reply, and the subscriber’s for who reads it', () => {
    expect(bumpsFor(finding('Quote', 'major', 'minor'))).toEqual({ '@acme/reader': 'minor', '@acme/writer': 'major' });
  });

  it('is the highest among its messages, in any order', () => {
    const found = [finding('Ordered', 'patch', 'major'), finding('Price', 'patch', 'patch')];
    expect(bumpsFor(...found)).toMatchObject({ '@acme/reader': 'major', '@acme/writer': 'patch' });
    expect(bumpsFor(...found.toReversed())).toEqual(bumpsFor(...found));
  });

  it('is none where the module has no part in a message', () => {
    expect(bumpsFor(finding('Ordered', 'major', 'major'))).not.toHaveProperty('@acme/idle');
    expect(bumpsFor(finding('Gone', 'major', 'major'))).toEqual({});
    expect(bumpsFor(finding('Ordered', 'none', 'none'))).toEqual({});
  });

  it('counts what one module alone feels, and leaves out modules that are gone', () => {
    const modules: ModuleFinding[] = [
      { module: 'idle', text: 'a', bump: 'minor' },
      { module: 'gone', text: 'b', bump: 'major' },
    ];
    expect([...sdkBumps(changes([], modules), contract)]).toEqual([['@acme/idle', 'minor']]);
  });
});

describe('rights', () => {
  it('that are lost are major, that are won are minor', () => {
    const before = contract.modules.map((one) =>
      one.name === 'writer' ? module('writer', { publishes: ['Ordered', 'Quote'], subscribes: ['Ordered'] }) : one,
    );
    expect(rightsFindings(before, contract)).toEqual([
      { module: 'writer', text: 'may no longer publish Quote', bump: 'major' },
      { module: 'writer', text: 'may no longer subscribe to Ordered', bump: 'major' },
      { module: 'writer', text: 'may serve Price', bump: 'minor' },
    ]);
  });

  it('that stay are no finding', () => {
    expect(rightsFindings(contract.modules, contract)).toEqual([]);
  });

  it('of a new module are minor', () => {
    const before = contract.modules.filter(({ name }) => name !== 'idle');
    expect(rightsFindings(before, contract)).toEqual([{ module: 'idle', text: 'is new', bump: 'minor' }]);
  });
});

describe('the changeset', () => {
  const found = changes(
    [finding('Price', 'major', 'minor'), finding('Ordered', 'minor', 'minor')],
    [{ module: 'idle', text: 'is new', bump: 'minor' }],
  );

  it('names every SDK that moves, and says why', () => {
    expect(changesetText(found, contract)).toBe(`---
"@acme/both": minor
"@acme/idle": minor
"@acme/reader": major
"@acme/writer": minor
---

The contracts changed.

- \`Ordered\`: version 1: something changed (minor for who publishes, minor for who subscribes)
- \`Price\`: version 1: something changed (major for who publishes, minor for who subscribes)
- module \`idle\`: is new (minor)
`);
  });

  it('is the same whatever the order of the findings', () => {
    expect(changesetText(changes(found.messages.toReversed(), found.modules), contract)).toBe(
      changesetText(found, contract),
    );
  });

  it('is not there where nothing moves', () => {
    expect(changesetText(changes([finding('Ordered', 'none', 'none')]), contract)).toBeUndefined();
  });

  it('keeps a text on its line', () => {
    const nasty = { ...finding('Ordered', 'minor', 'minor'), text: 'a\n---\n"@acme/idle": major' };
    const text = changesetText(changes([nasty]), contract) ?? '';
    expect(bumpsIn(text)).toEqual(sdkBumps(changes([nasty]), contract));
    expect(text.split('\n').filter((line) => line === '---')).toHaveLength(2);
  });

  it('is read back as it was written', () => {
    expect(bumpsIn(changesetText(found, contract) ?? '')).toEqual(sdkBumps(found, contract));
  });
});

describe('a changeset written by hand', () => {
  it.each([['"@acme/a": minor'], ["'@acme/a': minor"], ['\'@acme/a\': "minor"'], ['"@acme/a": minor\r']])(
    'is read: %j',
    (line) => {
      expect([...bumpsIn(`---\n${line}\n---\n\nText: major\n`)]).toEqual([['@acme/a', 'minor']]);
    },
  );

  it('without a front asks for nothing', () => {
    expect(bumpsIn('# Title\n\n"@acme/a": minor\n').size).toBe(0);
    expect(bumpsIn('# Title\n\n---\n"@acme/a": minor\n---\n').size).toBe(0);
  });

  const note = (bump: Bump): string => `---\n"@acme/a": ${bump}\n---\n\nText.\n`;

  it.each<[demanded: Bump, given: readonly Bump[], short: boolean]>([
    ['major', [], true],
    ['major', ['minor'], true],
    ['major', ['minor', 'patch'], true],
    ['major', ['patch', 'major', 'minor'], false],
    ['minor', ['minor'], false],
    ['minor', ['major'], false],
    ['patch', ['none'], true],
  ])('that a contract demands %s of and that says %j falls short: %s', (demanded, given, short) => {
    expect(shortfalls(new Map([['@acme/a', demanded]]), given.map(note))).toHaveLength(short ? 1 : 0);
  });

  it('that falls short is named with both bumps', () => {
    expect(shortfalls(new Map([['@acme/a', 'major']]), [note('minor')])).toEqual([
      '@acme/a needs a major bump, and its changesets say minor',
    ]);
  });
});
