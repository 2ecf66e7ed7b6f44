import { z } from 'zod';
import { line } from './primitives.ts';

export const Password = z.string().min(8).max(256);
export const UserName = line(40, 2).regex(/^[\p{L}\p{N}._ -]+$/u, 'letters, digits, spaces, dots and dashes');

/** Whose browser it is, passed on by the gateway: for the slow-down per address, and for the list of sessions. */
export const clientParts = {
  clientAddress: z.string().max(64).optional(),
  userAgent: z.string().max(500).optional(),
};
