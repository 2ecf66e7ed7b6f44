import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { Done, Id, Instant } from './primitives.ts';

const { route } = contractsOf('user');

/** Where I am signed in. */
export const MySession = z.strictObject({
  id: Id,
  /** True of the one that asks. */
  current: z.boolean(),
  /** `Firefox` and `Linux`, as far as the browser said. */
  browser: z.string().optional(),
  system: z.string().optional(),
  /** The network it came from, `192.0.2.x`. */
  network: z.string().optional(),
  startedAt: Instant,
  /** When it was renewed last: about every five minutes while it is used. */
  seenAt: Instant,
});
export type MySession = z.infer<typeof MySession>;

export const listSessions = route('GET', '/profile/sessions', {
  access: 'member',
  summary: 'Where I am signed in, the last used first',
  output: z.strictObject({ items: z.array(MySession) }),
});
export const endOneSession = route('DELETE', '/profile/sessions/:sessionId', {
  access: 'member',
  summary: 'Sign me out in one place',
  params: z.strictObject({ sessionId: Id }),
  output: Done,
  owned: 'sessionId',
});
export const endOtherSessions = route('DELETE', '/profile/sessions', {
  access: 'member',
  summary: 'Sign me out everywhere else',
  output: Done,
});
