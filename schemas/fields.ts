/** Fields that several messages share. Each has finite bounds, so that the size of a payload can be proved. */
import { z } from 'zod';

/** Greatest time that a JavaScript date can hold. */
const EPOCH_MS_MAX = 8_640_000_000_000_000;
/** One week: no duration that the companion speaks of is longer. */
const DURATION_MS_MAX = 604_800_000;
/** Greatest pixel coordinate of a desktop made of several displays, in either direction. */
const COORDINATE_MAX = 65_535;

/** A moment, as whole milliseconds since the Unix epoch. */
export const epochMs = z.int().min(0).max(EPOCH_MS_MAX);

/** A length of time in milliseconds. */
export const durationMs = z.number().min(0).max(DURATION_MS_MAX);

/** A number that only grows. */
export const counter = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A share, from 0 (none) to 1 (all). */
export const ratio = z.number().min(0).max(1);

/** A name that is made by a machine and compared, never shown. */
export const id = z.string().min(1).max(64);

/** A kebab-case name of a module. */
export const moduleName = z.string().min(1).max(64);

/** One line of text for people. */
export const line = z.string().min(1).max(280);

/** A pixel position on one axis; left out where the recorder does not know it. */
export const coordinate = z.int().min(-COORDINATE_MAX).max(COORDINATE_MAX);

/** What a person is doing, as far as the companion can tell. */
export const activityState = z.enum(['focused', 'distracted', 'hyperfocused', 'idle']);

/** What the figurine can play. */
export const animationName = z.enum(['rest', 'wave', 'think', 'cheer', 'stretch', 'nudge', 'sleep', 'dance']);

/** The session that the message belongs to; orders and partitions. */
export const sessionId = id.describe('The session that this belongs to; messages of one session keep their order.');
