/** All scenarios, in the order of the table. */
import type { Theme } from '../scenario.ts';
import { breakers } from './breaker.ts';
import { carriage } from './carriage.ts';
import { failures } from './failures.ts';
import { isolation } from './isolation.ts';
import { order } from './order.ts';
import { pressure } from './pressure.ts';
import { requests } from './requests.ts';
import { timeouts } from './timeouts.ts';
import { verdicts } from './verdicts.ts';

export const themes: readonly Theme[] = [
  carriage,
  failures,
  verdicts,
  timeouts,
  order,
  isolation,
  pressure,
  breakers,
  requests,
];
