import { z } from 'zod';
import { aboutAct } from './acts.ts';
import { UserName } from './credentials.ts';
import { contractsOf } from './declare.ts';
import { Email, Id, Instant, line, PageQuery, pageOf } from './primitives.ts';
import { Role } from './roles.ts';

const { route, event } = contractsOf('user');

export const Person = z.strictObject({
  id: Id,
  name: UserName,
  email: Email,
  emailConfirmed: z.boolean(),
  role: Role.optional(),
  createdAt: Instant,
});
export type Person = z.infer<typeof Person>;

export const listPeople = route('GET', '/people', {
  access: 'admin',
  summary: 'Who has an account, the newest first',
  query: PageQuery.extend({
    /** The beginning of an e-mail address or a user name. */
    q: z.string().trim().min(1).max(254).optional(),
    /** `staff` for those with any role. */
    role: z.enum(['staff', ...Role.options]).optional(),
  }),
  output: pageOf(Person),
});
export const setRole = route('PUT', '/people/:accountId/role', {
  access: 'admin',
  summary: 'Give a member a role, or take it away; never one’s own',
  params: z.strictObject({ accountId: Id }),
  body: z.strictObject({ role: Role.nullable(), reason: line(200) }),
  output: Person,
});

/** For the audit log: who gave or took which role, and why. */
export const roleChanged = event(
  'role-changed.v1',
  z.object({
    ...aboutAct,
    accountId: Id,
    name: z.string(),
    before: Role.nullable(),
    after: Role.nullable(),
    reason: z.string(),
  }),
  ['dispatch'],
);
