import { describe, expect, it } from 'vitest';
import {
  initialModuleStatus,
  type ModuleEvent,
  type ModuleStatus,
  moduleTransitions,
  nextModuleStatus,
  type SystemStatus,
  systemStatus,
} from '../src/module-status.ts';

const statuses = Object.keys(moduleTransitions) as ModuleStatus[];

function after(...events: ModuleEvent[]): ModuleStatus {
  return events.reduce(nextModuleStatus, initialModuleStatus);
}

describe('the status of a module', () => {
  it.each<[ModuleStatus, ModuleEvent[]]>([
    ['starting', []],
    ['starting', ['check-passed']],
    ['starting', ['check-failed', 'check-missed', 'breaker-opened']],
    ['healthy', ['ready']],
    ['degraded', ['ready', 'check-missed']],
    ['degraded', ['ready', 'check-missed', 'check-missed']],
    ['degraded', ['ready', 'check-failed']],
    ['degraded', ['ready', 'breaker-opened']],
    ['healthy', ['ready', 'breaker-opened', 'breaker-closed']],
    ['healthy', ['ready', 'check-degraded', 'check-passed']],
    ['unhealthy', ['ready', 'check-failed', 'check-failed']],
    ['unhealthy', ['stale']],
    ['unhealthy', ['ready', 'stale', 'breaker-closed']],
    ['healthy', ['ready', 'stale', 'check-passed']],
    ['degraded', ['ready', 'stale', 'check-degraded']],
    ['shutting-down', ['ready', 'shutdown', 'check-failed', 'ready', 'stale']],
    ['stopped', ['ready', 'shutdown', 'stop', 'ready']],
  ])('is %s after %j', (status, events) => {
    expect(after(...events)).toBe(status);
  });

  it.each(statuses)('can be ended from %s by a stop', (status) => {
    expect(nextModuleStatus(status, 'stop')).toBe('stopped');
  });
});

describe('the status of the system', () => {
  it.each<[SystemStatus, ModuleStatus[]]>([
    ['unknown', []],
    ['unknown', ['stopped', 'stopped']],
    ['healthy', ['healthy', 'healthy']],
    ['healthy', ['healthy', 'stopped']],
    ['transitioning', ['healthy', 'starting']],
    ['transitioning', ['healthy', 'shutting-down', 'stopped']],
    ['degraded', ['healthy', 'starting', 'degraded']],
    ['critical', ['unhealthy', 'healthy', 'degraded', 'starting']],
  ])('is %s with %j', (expected, modules) => {
    expect(systemStatus(modules)).toBe(expected);
    expect(systemStatus(modules.toReversed())).toBe(expected);
  });
});
