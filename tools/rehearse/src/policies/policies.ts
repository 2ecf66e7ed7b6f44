import type { Policy } from './policy.ts';

/** Every rule, in the order in which they are reported. */
export const policies: readonly Policy[] = [];
