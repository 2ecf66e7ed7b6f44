import { z } from 'zod';
import type { Access, StaffAccess } from './contract.ts';
import { roles } from './plain.ts';

/**
 * What a member does for the shop: `support` looks after orders and what got stuck, `merchant` after the shelves and prices,
 * `admin` after both, and after who has which role.
 */
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

const rolesOf: Record<StaffAccess, readonly Role[]> = {
  staff: roles,
  support: ['support', 'admin'],
  merchant: ['merchant', 'admin'],
  admin: ['admin'],
};

/** Whether an access asks for a role. */
export const asksForRole = (access: Access): access is StaffAccess => access in rolesOf;

/** Whether somebody of this role, or of none, has the access. */
export const hasAccess = (role: Role | undefined, access: StaffAccess): boolean =>
  role !== undefined && rolesOf[access].includes(role);
