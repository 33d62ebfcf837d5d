/** How a module is doing, as a table of transitions, and what that makes of the system. Pure. */

export type ModuleStatus = 'starting' | 'healthy' | 'degraded' | 'unhealthy' | 'shutting-down' | 'stopped';

export type ModuleEvent =
  /** The module said that it does its work. */
  | 'ready'
  /** It answered a health check well. */
  | 'check-passed'
  /** It answered that it works with limits. */
  | 'check-degraded'
  /** It answered that it does not work. */
  | 'check-failed'
  /** It did not answer in time. */
  | 'check-missed'
  /** Nothing was heard of it for `staleAfterMs`. */
  | 'stale'
  | 'breaker-opened'
  | 'breaker-closed'
  /** It was told to drain. */
  | 'shutdown'
  /** Its presence ended. */
  | 'stop';

export type SystemStatus = 'healthy' | 'degraded' | 'critical' | 'transitioning' | 'unknown';

export const initialModuleStatus: ModuleStatus = 'starting';

/**
 * Next status by status and event; what is not listed changes nothing. A check that failed degrades first, and the next one
 * condemns; from `starting` only `ready` leads to work; from `shutting-down` only on to `stopped`, which is final.
 */
export const moduleTransitions: Readonly<Record<ModuleStatus, Readonly<Partial<Record<ModuleEvent, ModuleStatus>>>>> = {
  starting: { ready: 'healthy', stale: 'unhealthy', shutdown: 'shutting-down', stop: 'stopped' },
  healthy: {
    'check-degraded': 'degraded',
    'check-failed': 'degraded',
    'check-missed': 'degraded',
    'breaker-opened': 'degraded',
    stale: 'unhealthy',
    shutdown: 'shutting-down',
    stop: 'stopped',
  },
  degraded: {
    'check-passed': 'healthy',
    'breaker-closed': 'healthy',
    'check-failed': 'unhealthy',
    stale: 'unhealthy',
    shutdown: 'shutting-down',
    stop: 'stopped',
  },
  unhealthy: {
    ready: 'healthy',
    'check-passed': 'healthy',
    'check-degraded': 'degraded',
    shutdown: 'shutting-down',
    stop: 'stopped',
  },
  'shutting-down': { stop: 'stopped' },
  stopped: {},
};

/** The status after the event; the same where the event changes nothing. */
export function nextModuleStatus(status: ModuleStatus, event: ModuleEvent): ModuleStatus {
  return moduleTransitions[status][event] ?? status;
}

/**
 * The system is as its worst module: one unhealthy makes it `critical`, one degraded `degraded`, one starting or
 * shutting down `transitioning`. Modules that have stopped are not counted; where none is left it is `unknown`.
 */
export function systemStatus(modules: Iterable<ModuleStatus>): SystemStatus {
  let worst: SystemStatus = 'unknown';
  for (const status of modules) {
    const system = contribution[status];
    if (severity[system] > severity[worst]) worst = system;
  }
  return worst;
}

const contribution: Readonly<Record<ModuleStatus, SystemStatus>> = {
  starting: 'transitioning',
  healthy: 'healthy',
  degraded: 'degraded',
  unhealthy: 'critical',
  'shutting-down': 'transitioning',
  stopped: 'unknown',
};

const severity: Readonly<Record<SystemStatus, number>> = {
  unknown: 0,
  healthy: 1,
  transitioning: 2,
  degraded: 3,
  critical: 4,
};
