/** Fields that several messages share. */
import { z } from 'zod';

export const accountId = z.string().min(1).max(64).describe('Who pays; messages of one account keep their order.');
export const userId = z.string().min(1).max(64).describe('Who acts; messages of one user keep their order.');
export const serviceName = z.string().min(1).max(64).describe('Name of a service of the platform.');
export const taskId = z.string().min(1).max(64).describe('One task of a swarm.');
export const cents = z.int().min(0).describe('Hundredths of the account currency.');
