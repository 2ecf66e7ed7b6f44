import { ofKind } from '../manifest.ts';
import { type Workload, workloadsOf } from '../workloads.ts';
import type { Cluster, Policy } from './policy.ts';

/** No secret stands in git. */
export const secretsStayOut: Policy = {
  name: 'secrets-stay-out',
  why: 'A secret in git is known to everyone who ever cloned it, and stays there after it is removed.',
  check: ({ objects }) =>
    ofKind(objects, 'Secret')
      .filter(({ body }) => Object.keys({ ...body.data, ...body.stringData }).length > 0)
      .map((at) => ({
        at,
        says: 'it is a Secret with its content',
        advice: 'Let external-secrets make it (charts/platform), or ops/local/up.sh on a laptop.',
      })),
};

interface Reference {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  /** Undefined: all of it. */
  key: string | undefined;
  optional: boolean;
}

/** Every Secret and ConfigMap that a pod takes something from. */
function referencesOf({ containers, initContainers, pod }: Workload): Reference[] {
  const found: Reference[] = [];
  const add = (
    kind: Reference['kind'],
    source: { name?: string | null; key?: string; optional?: boolean | null } | null | undefined,
  ) => {
    if (source?.name === undefined || source.name === null) return;
    found.push({ kind, name: source.name, key: source.key, optional: source.optional === true });
  };
  for (const { env, envFrom } of [...initContainers, ...containers]) {
    for (const { valueFrom } of env ?? []) {
      add('Secret', valueFrom?.secretKeyRef);
      add('ConfigMap', valueFrom?.configMapKeyRef);
    }
    for (const { secretRef, configMapRef } of envFrom ?? []) {
      add('Secret', secretRef);
      add('ConfigMap', configMapRef);
    }
  }
  for (const { secret, configMap, projected } of pod.volumes ?? []) {
    add('ConfigMap', configMap);
    add('Secret', { name: secret?.secretName ?? null, optional: secret?.optional ?? null });
    for (const { key } of secret?.items ?? []) add('Secret', { name: secret?.secretName ?? null, key });
    for (const { key } of configMap?.items ?? []) add('ConfigMap', { name: configMap?.name ?? null, key });
    for (const source of projected?.sources ?? []) {
      add('Secret', source.secret);
      add('ConfigMap', source.configMap);
    }
  }
  return found;
}

/** The keys of each Secret and ConfigMap that there will be; `*` for keys that only the secret store knows. */
function givenBy({ objects }: Cluster): Map<string, Set<string>> {
  const given = new Map<string, Set<string>>();
  for (const { body } of ofKind(objects, 'ConfigMap')) {
    given.set(`ConfigMap/${body.metadata?.name}`, new Set(Object.keys({ ...body.data, ...body.binaryData })));
  }
  for (const { body } of ofKind(objects, 'ExternalSecret')) {
    const { target, data, dataFrom } = body.spec ?? {};
    const keys = new Set([
      ...(data ?? []).map(({ secretKey }) => secretKey),
      ...Object.keys(target?.template?.data ?? {}),
    ]);
    if ((dataFrom ?? []).length > 0) keys.add('*');
    given.set(`Secret/${target?.name ?? body.metadata?.name}`, keys);
  }
  // cert-manager makes the Secrets of certificates.
  for (const { manifest } of objects.filter((one) => one.manifest.kind === 'Certificate')) {
    const spec = manifest['spec'];
    if (typeof spec === 'object' && spec !== null && 'secretName' in spec) {
      given.set(`Secret/${spec.secretName}`, new Set(['tls.crt', 'tls.key', 'ca.crt']));
    }
  }
  return given;
}

/** Whatever a pod takes from a Secret or ConfigMap is there. */
export const referencesResolve: Policy = {
  name: 'references-resolve',
  why: 'A pod that names a Secret, ConfigMap or key that does not exist never starts: CreateContainerConfigError.',
  check: (cluster) => {
    const given = givenBy(cluster);
    return workloadsOf(cluster.objects).flatMap((workload) =>
      referencesOf(workload)
        .filter(({ optional }) => !optional)
        .flatMap(({ kind, name, key }) => {
          const keys = given.get(`${kind}/${name}`);
          const advice =
            kind === 'Secret'
              ? 'Add it to the ExternalSecrets of charts/platform.'
              : 'Render it in the chart.';
          if (keys === undefined) {
            const what = key === undefined ? '' : `${key} of `;
            return [
              { at: workload.at, says: `it needs ${what}the ${kind} ${name}, which nothing makes`, advice },
            ];
          }
          if (key === undefined || keys.has(key) || keys.has('*')) return [];
          return [
            { at: workload.at, says: `it needs ${key} of the ${kind} ${name}, which is not in it`, advice },
          ];
        }),
    );
  },
};

/** A hook that runs before a sync takes nothing from what that sync only then brings. */
export const hooksNeedNothingLater: Policy = {
  name: 'hooks-need-nothing-later',
  why: 'A PreSync Job runs before anything of its Application exists: on the first sync it would wait for ever.',
  check: ({ objects }) =>
    workloadsOf(objects)
      .filter(({ at }) => at.manifest.metadata.annotations?.['argocd.argoproj.io/hook'] === 'PreSync')
      .flatMap((workload) => {
        const account = workload.pod.serviceAccountName;
        const wanted = [
          ...referencesOf(workload).filter(({ optional }) => !optional),
          ...(account === undefined || account === null ? [] : [{ kind: 'ServiceAccount', name: account }]),
        ];
        return wanted
          .filter(({ kind, name }) =>
            objects.some(
              ({ application, manifest }) =>
                application === workload.at.application &&
                manifest.kind === kind &&
                manifest.metadata.name === name &&
                manifest.metadata.annotations?.['argocd.argoproj.io/hook'] !== 'PreSync',
            ),
          )
          .map(({ kind, name }) => ({
            at: workload.at,
            says: `it runs before its ${kind} ${name} is there`,
            advice: 'Give the hook what it needs itself, or make that a PreSync hook of an earlier wave.',
          }));
      }),
};
