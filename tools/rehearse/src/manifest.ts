import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const Strings = z.record(z.string(), z.string()).nullish();

/** What every Kubernetes object has. */
export const Manifest = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().nullish(),
    labels: Strings,
    annotations: Strings,
  }),
});
export type Manifest = z.output<typeof Manifest>;

/** An object as ArgoCD would apply it, and where it comes from. */
export interface Rendered {
  manifest: Manifest;
  /** The Application, or undefined for a file that is applied by hand. */
  application: string | undefined;
  /** The file or template in the repository. */
  file: string;
  /** Where ArgoCD would put it when it names no namespace itself. */
  namespace: string;
}

/** The kinds that policies look into. */
export interface Kinds {
  Application: IApplication;
  AppProject: IAppProject;
  ConfigMap: IConfigMap;
  CronJob: ICronJob;
  DaemonSet: IDaemonSet;
  Deployment: IDeployment;
  ExternalSecret: IExternalSecret;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  Ingress: IIngress;
  Job: IJob;
  NetworkPolicy: INetworkPolicy;
  Pod: IPod;
  PodDisruptionBudget: IPodDisruptionBudget;
  Secret: ISecret;
  Service: IService;
  ServiceMonitor: IServiceMonitor;
  StatefulSet: IStatefulSet;
}
/** A rendered object of one kind. */
export interface Of<K extends keyof Kinds> extends Rendered {
  body: Kinds[K];
}

/** The objects of one kind. Their shape is what the schema check says: a wrong one is reported there. */
export function ofKind<K extends keyof Kinds>(objects: readonly Rendered[], kind: K): Of<K>[] {
  return objects
    .filter(({ manifest }) => manifest.kind === kind)
    .map((rendered) => ({ ...rendered, body: rendered.manifest as unknown as Kinds[K] }));
}

/** `Deployment/cart`. */
export const nameOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

/** The namespace an object ends up in. */
export const namespaceOf = ({ manifest, namespace }: Rendered): string =>
  manifest.metadata.namespace ?? namespace;

/** A document of a YAML text: the object, or why it is none. */
export type Document = { manifest: Manifest; comment: string } | { problem: string };

/** Reads the objects of a YAML text; keys that stand twice and things that are no objects are problems. */
export function readManifests(text: string): Document[] {
  const found: Document[] = [];
  for (const document of parseAllDocuments(text, { uniqueKeys: true })) {
    const [error] = document.errors;
    if (error !== undefined) {
      found.push({ problem: error.message.split('\n')[0] ?? 'no YAML' });
      continue;
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) continue;
    const parsed = Manifest.safeParse(value);
    if (!parsed.success) {
      found.push({ problem: `no Kubernetes object: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}` });
      continue;
    }
    const items = z.object({ items: z.array(Manifest) }).safeParse(value);
    const comment = `${document.commentBefore ?? ''}\n${document.contents?.commentBefore ?? ''}`;
    if (parsed.data.kind === 'List' && items.success) {
      found.push(...items.data.items.map((manifest) => ({ manifest, comment })));
    } else {
      found.push({ manifest: parsed.data, comment });
    }
  }
  return found;
}
