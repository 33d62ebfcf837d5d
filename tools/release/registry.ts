/** A package registry of our own, on loopback, that knows no other and ends with the rehearsal. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { binOf } from './packages.ts';
import { npm, type RunOptions } from './run.ts';

const startMsMax = 60_000;

/** verdaccio asks for a node-fetch that is no longer kept up; this one is. */
const needed = { private: true, dependencies: { verdaccio: '6.10.4' }, overrides: { 'node-fetch': '2.7.0' } };

export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** How npm is to be run so that it reaches this registry and nothing else. */
  readonly client: RunOptions;
}

/**
 * Installs verdaccio into a new folder and starts it on a free port.
 * @throws Error where it cannot be installed, or does not answer within a minute
 */
export async function startRegistry(folder: string): Promise<Registry> {
  const server = path.join(folder, 'registry');
  await mkdir(server, { recursive: true });
  await writeFile(path.join(server, 'package.json'), JSON.stringify(needed));
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: server });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  await writeFile(path.join(server, 'config.yaml'), JSON.stringify(config(server)));
  const child = fork(binOf('verdaccio', server), ['--config', 'config.yaml', '--listen', `127.0.0.1:${port}`], {
    cwd: server,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  process.once('exit', () => child.kill());
  const stop = (): Promise<void> => end(child);
  try {
    await started(child);
    return { url, client: await client(folder, url), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everybody may read and publish; there are no uplinks, so what was not published here does not exist. */
function config(folder: string): object {
  return {
    storage: path.join(folder, 'storage'),
    auth: { htpasswd: { file: path.join(folder, 'htpasswd') } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all' } },
    max_body_size: '64mb',
    web: { enable: false },
    log: { type: 'file', path: path.join(folder, 'log'), level: 'warn' },
  };
}

/** Settings and caches of whoever runs this are left out, and any other host is behind a proxy that does not exist. */
async function client(folder: string, url: string): Promise<RunOptions> {
  const cwd = path.join(folder, 'client');
  const userconfig = path.join(cwd, 'npmrc');
  const nowhere = 'http://127.0.0.1:1/';
  const lines = [
    `registry=${url}`,
    `${url.replace('http:', '')}:_authToken=rehearsal`,
    `proxy=${nowhere}`,
    `https-proxy=${nowhere}`,
    'noproxy=127.0.0.1',
    'ignore-scripts=true',
    'audit=false',
    'fund=false',
    'update-notifier=false',
  ];
  await mkdir(cwd, { recursive: true });
  await writeFile(userconfig, `${lines.join('\n')}\n`);
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|_proxy$/i.test(name));
  const own = { globalconfig: path.join(cwd, 'none'), cache: path.join(cwd, 'cache'), userconfig };
  const given = Object.entries(own).map(([name, value]) => [`npm_config_${name}`, value] as const);
  return { cwd, env: Object.fromEntries<string | undefined>([...inherited, ...given]) };
}

/** @throws Error where the process ends or takes too long instead */
async function started(child: ChildProcess): Promise<void> {
  const late = AbortSignal.timeout(startMsMax);
  const ended = once(child, 'exit', { signal: late }).then(() => Promise.reject(new Error('verdaccio did not start.')));
  await Promise.race([once(child, 'message', { signal: late }), ended]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
