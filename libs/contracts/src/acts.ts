import { z } from 'zod';
import { Id, Instant } from './primitives.ts';

/** Somebody of the shop who did something. */
export const Person = z.strictObject({ id: Id, name: z.string() });
export type Person = z.infer<typeof Person>;

/** Who acts, as the audit log names them: by their id where they have no name. */
export const personOf = ({ id, name }: { id: string; name?: string | undefined }): Person => ({
  id,
  name: name ?? id,
});

/** What every event for the audit log begins with that tells of an act in another service. */
export const aboutAct = { actId: Id, at: Instant, by: z.object(Person.shape) };
