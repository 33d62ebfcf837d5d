import { defineUpcaster } from '@myelin/codegen/define';
import { pointsAwarded as v1 } from './points-awarded.v1.ts';
import { pointsAwarded as v2 } from './points-awarded.v2.ts';

/** Version 1 wrote the source into the reason, as `narrative: a brave decision`. */
export const upcast = defineUpcaster(v1, v2, ({ userId, points, reason }) => {
  const at = reason.indexOf(': ');
  return {
    userId,
    amount: points,
    source: at < 0 ? 'activity' : reason.slice(0, at),
    reason: at < 0 ? reason : reason.slice(at + 2),
  };
});
