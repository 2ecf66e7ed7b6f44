import type { Facts } from '../../src/facts.ts';

/** A rule, how a chart breaks it, and what the rule then says. */
export interface Case {
  rule: string;
  how: string;
  find: string | RegExp;
  with: string;
  says: string;
  facts?: Facts;
}
