import { z } from 'zod';

/** The sort of thing that is wrong with a field: enough for a page to say it in the language of its reader. */
export const IssueKind = z.enum(['required', 'too_short', 'too_long', 'too_low', 'too_high', 'not_email']);
export type IssueKind = z.infer<typeof IssueKind>;

/** One thing that is wrong with a request: where, and what, in English; which sort it is, where it is one of the common ones. */
export const Issue = z.object({
  path: z.string(),
  message: z.string(),
  kind: IssueKind.optional(),
  /** The least or the most there may be, for the kinds that have such. */
  limit: z.number().optional(),
});
export type Issue = z.infer<typeof Issue>;

/** What zod found in a part of a request, as the answer tells it. */
export function issueOf(part: string, found: z.core.$ZodIssue, given: unknown): Issue {
  const path = [part, ...found.path].join('.');
  return { path, message: found.message, ...kindOf(found, given) };
}

function kindOf(found: z.core.$ZodIssue, given: unknown): Pick<Issue, 'kind' | 'limit'> {
  if (isEmpty(found.path.reduce(into, given))) return { kind: 'required' };
  switch (found.code) {
    case 'too_small':
      return {
        kind: found.origin === 'string' ? 'too_short' : 'too_low',
        limit: Number(found.minimum),
      };
    case 'too_big':
      return { kind: found.origin === 'string' ? 'too_long' : 'too_high', limit: Number(found.maximum) };
    case 'invalid_format':
      return found.format === 'email' ? { kind: 'not_email' } : {};
    default:
      return {};
  }
}

const into = (at: unknown, name: PropertyKey): unknown =>
  typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[name] : undefined;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
