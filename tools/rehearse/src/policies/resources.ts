import { workloadsOf } from '../workloads.ts';
import type { Policy } from './policy.ts';

const kinds = ['cpu', 'memory'] as const;

/** No pod without CPU and memory limits: the constraint of ops/gatekeeper in its own words, before it refuses. */
export const podsAreLimited: Policy = {
  name: 'pods-are-limited',
  why: 'A pod without limits can starve its node; the cluster’s Gatekeeper refuses it.',
  check: ({ objects }) =>
    workloadsOf(objects).flatMap(({ at, containers, initContainers }) =>
      [...initContainers, ...containers].flatMap(({ name, resources }) => {
        const lacking = kinds.filter((kind) => resources?.limits?.[kind] === undefined);
        return lacking.map((kind) => ({
          at,
          says: `container ${name} has no ${kind} limit`,
          advice: 'Set resources.limits.',
        }));
      }),
    ),
};

/** Every container says what it needs. */
export const podsAskForRoom: Policy = {
  name: 'pods-ask-for-room',
  why: 'Without requests the scheduler puts pods where there is no room, and quotas refuse them.',
  check: ({ objects }) =>
    workloadsOf(objects).flatMap(({ at, containers, initContainers }) =>
      [...initContainers, ...containers].flatMap(({ name, resources }) => {
        const requests = resources?.requests;
        const lacking = kinds.filter((kind) => requests?.[kind] === undefined);
        const says = `container ${name} requests no ${lacking.join(' and no ')}`;
        const missing = lacking.length === 0 ? [] : [{ at, says, advice: 'Set resources.requests.' }];
        const above = kinds.filter((kind) => {
          const limit = resources?.limits?.[kind];
          const request = requests?.[kind];
          return limit !== undefined && request !== undefined && quantity(request) > quantity(limit);
        });
        return [
          ...missing,
          ...above.map((kind) => ({
            at,
            says: `container ${name} requests more ${kind} (${requests?.[kind]}) than its limit`,
            advice: 'Let requests be at most the limits.',
          })),
        ];
      }),
    ),
};

const units: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number: `250m` is 0.25. */
export function quantity(text: string | number): number {
  const [, number = 'NaN', unit = ''] = /^([\d.]+)([a-zA-Z]*)$/.exec(String(text)) ?? [];
  return Number(number) * (unit === '' ? 1 : (units[unit] ?? Number.NaN));
}
