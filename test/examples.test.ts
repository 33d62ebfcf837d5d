/** Other teams' schemas: their SDKs are fresh by `codegen:check`, and their programs print what their READMEs say. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testChannel } from '@agent-runtime/channel/testing';
import { testMonitor } from '@agent-runtime/monitor/testing';
import { examples, testGamification } from '@story-bot/gamification/testing';
import { describe, expect, it } from 'vitest';
import { pathsOf, root, textOf } from './tidy/source.ts';

const run = promisify(execFile);
const folders = pathsOf('examples/*/README.md').map((path) => path.slice(0, path.lastIndexOf('/')));

describe.each(folders)('%s', (folder) => {
  it('prints what its README says', async () => {
    const said = /It prints\n\n```\n(?<text>[\s\S]*?)```/.exec(textOf(`${folder}/README.md`))?.groups?.['text'];
    const { stdout } = await run(process.execPath, ['--conditions=@myelin/source', 'src/main.ts'], {
      cwd: `${root}${folder}`,
    });
    expect(stdout).toBe(said);
  });

  it('has SDKs that nobody publishes', () => {
    const manifests = pathsOf(`${folder}/sdks/*/package.json`).map((path) => textOf(path));
    expect(manifests.length).toBeGreaterThan(3);
    expect(manifests.filter((text) => !/"private": true/.test(text))).toEqual([]);
  });
});

it('there are three examples', () => {
  expect(folders).toEqual(['examples/agent-runtime', 'examples/platform', 'examples/story-bot']);
});

describe('a module with rights by topic name', () => {
  it('hears topics without a schema from its neighbours', async () => {
    await using test = testMonitor();
    const seen: unknown[] = [];
    test.monitor.subscribe('user.*', ({ topic, payload }) => void seen.push([topic, payload]));
    await test.given.topic('user.login', { name: 'ann' });
    await test.settled();
    expect(seen).toEqual([['user.login', { name: 'ann' }]]);
  });

  it('is seen to publish them', async () => {
    await using test = testChannel();
    await test.channel.publish('user.login', { name: 'ann' });
    expect(test.published.topic('user.login')).toMatchObject([{ payload: { name: 'ann' }, source: 'channel' }]);
    expect(test.published.topic('user.logout')).toEqual([]);
  });
});

describe('the second version of a message', () => {
  it('is what its subscribers get of the first', async () => {
    await using test = testGamification();
    const seen: unknown[] = [];
    test.gamification.pointsAwarded.subscribe(({ payload }) => void seen.push(payload));
    await test.given.pointsAwarded.v1(examples.pointsAwarded.v1());
    await test.given.pointsAwarded(examples.pointsAwarded());
    await test.settled();
    expect(seen).toEqual([examples.pointsAwarded(), examples.pointsAwarded()]);
  });
});
