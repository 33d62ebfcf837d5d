/** All scenarios, in the order of the table. */
import type { Theme } from '../scenario.ts';
import { batches } from './batches.ts';
import { breakers } from './breaker.ts';
import { carriage } from './carriage.ts';
import { closing } from './closing.ts';
import { crashes } from './crashes.ts';
import { deadLetters } from './dead-letters.ts';
import { failures } from './failures.ts';
import { groups } from './groups.ts';
import { isolation } from './isolation.ts';
import { latest } from './latest.ts';
import { order } from './order.ts';
import { pressure } from './pressure.ts';
import { priority } from './priority.ts';
import { pulling } from './pulling.ts';
import { requests } from './requests.ts';
import { time } from './time.ts';
import { timeouts } from './timeouts.ts';
import { verdicts } from './verdicts.ts';

export const themes: readonly Theme[] = [
  carriage,
  groups,
  failures,
  verdicts,
  timeouts,
  deadLetters,
  order,
  priority,
  time,
  latest,
  batches,
  pulling,
  isolation,
  pressure,
  breakers,
  requests,
  closing,
  crashes,
];
