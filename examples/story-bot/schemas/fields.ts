/** Fields that several messages share. */
import { z } from 'zod';

export const userId = z.string().min(1).max(64).describe('Who plays; messages of one user keep their order.');
export const storyId = z.string().min(1).max(64).describe('One story that is told.');
export const moderator = z.string().min(1).max(64).describe('Who decided it.');
