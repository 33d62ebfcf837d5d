/** All scenarios, in the order of the table. */
import type { Theme } from '../scenario.ts';
import { batches } from './batches.ts';
import { blockedKeys } from './blocked-keys.ts';
import { breakers } from './breaker.ts';
import { carriage } from './carriage.ts';
import { causes } from './causes.ts';
import { closing } from './closing.ts';
import { crashes } from './crashes.ts';
import { deadLetters } from './dead-letters.ts';
import { draining } from './draining.ts';
import { failures } from './failures.ts';
import { givingUp } from './giving-up.ts';
import { groups } from './groups.ts';
import { isolation } from './isolation.ts';
import { latest } from './latest.ts';
import { order } from './order.ts';
import { overflow } from './overflow.ts';
import { patterns } from './patterns.ts';
import { pressure } from './pressure.ts';
import { priority } from './priority.ts';
import { pulling } from './pulling.ts';
import { requestMany } from './request-many.ts';
import { requests } from './requests.ts';
import { takeover } from './takeover.ts';
import { time } from './time.ts';
import { timeouts } from './timeouts.ts';
import { verdicts } from './verdicts.ts';
import { versions } from './versions.ts';

export const themes: readonly Theme[] = [
  carriage,
  groups,
  failures,
  givingUp,
  verdicts,
  timeouts,
  deadLetters,
  order,
  blockedKeys,
  priority,
  time,
  latest,
  batches,
  pulling,
  isolation,
  pressure,
  overflow,
  breakers,
  requests,
  requestMany,
  causes,
  draining,
  closing,
  crashes,
  takeover,
  patterns,
  versions,
];
