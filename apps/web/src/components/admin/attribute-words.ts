import type { ActionResult } from '../../server/action-result.ts';

/** What the form for the words of an attribute says back: what came of it, and what was typed. */
export type WordsResult = ActionResult & { values: Record<string, string> };

/** The field for what the attribute is called. */
export const NAME_FIELD = 'names.de';
/** The field for what one of its values is called. */
export const fieldOf = (value: string): string => `value:${value}`;
