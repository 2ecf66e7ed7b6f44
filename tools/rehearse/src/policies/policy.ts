import type { Facts } from '../facts.ts';
import type { Rendered } from '../manifest.ts';

/** Everything one environment would consist of. */
export interface Cluster {
  environment: string;
  objects: readonly Rendered[];
  facts: Facts;
}

/** One violation. */
export interface Finding {
  at: Rendered;
  /** What is wrong. */
  says: string;
  /** What to do about it. */
  advice: string;
}

/** A rule that objects must keep, pure: the same objects give the same findings. */
export interface Policy {
  /** What problems are filed under. */
  name: string;
  /** What happens in a cluster when it is broken. */
  why: string;
  check(cluster: Cluster): Finding[];
}
