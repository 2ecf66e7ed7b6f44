import type { Facts } from '../src/facts.ts';
import { type Rendered, readManifests } from '../src/manifest.ts';
import type { Cluster, Policy } from '../src/policies/policy.ts';
import { shop } from './shop.ts';

/** The objects of a YAML text, as if the Application `staging` brought them. */
export function objectsOf(text: string): Rendered[] {
  return readManifests(text).map((document): Rendered => {
    if ('problem' in document) throw new Error(document.problem);
    const { manifest } = document;
    const own = ['Application', 'AppProject'].includes(manifest.kind);
    return {
      manifest,
      application: own ? undefined : 'staging',
      file: 'shop.yaml',
      namespace: own ? 'argocd' : 'shopstack',
    };
  });
}

export const facts: Facts = {
  apps: new Map([
    [
      'cart',
      {
        name: 'cart',
        healthPaths: ['/health', '/health/live', '/health/ready'],
        variables: [
          { name: 'HOST', default: '127.0.0.1' },
          { name: 'PORT', default: '8083' },
          { name: 'REDIS_URL', default: 'needed' },
          { name: 'USER_URL', default: 'http://localhost:8082' },
          { name: 'DRAIN_DELAY_MS', default: '0' },
          { name: 'ALLOW_STAND_IN', default: '0' },
          { name: 'FAILPOINT', default: 'none' },
        ],
      },
    ],
  ]),
  shutdownMs: 40_000,
  revisions: [{ file: 'argocd/staging.yaml', line: 3, value: 'k8s/staging' }],
};

export const clusterOf = (text: string, told: Facts = facts): Cluster => ({
  environment: 'staging',
  objects: objectsOf(text),
  facts: told,
});

/** The fixture with one text replaced; throws when it is not there, so that no case goes blind. */
export function broken(find: string | RegExp, replacement: string, text = shop): string {
  const changed = text.replace(find, replacement);
  if (changed === text) throw new Error(`${find} is not in the fixture`);
  return changed;
}

/** What a rule says about a cluster: object and sentence. */
export const findings = (policy: Policy, cluster: Cluster): string[] =>
  policy.check(cluster).map(({ at, says }) => `${at.manifest.kind}/${at.manifest.metadata.name}: ${says}`);
