import { hookOf, type Unfolded } from './argocd.ts';
import { type Manifest, nameOf, type Rendered } from './manifest.ts';

/** A field that differs. */
export interface FieldChange {
  path: string;
  before: unknown;
  after: unknown;
}

/** An object that differs. */
export interface ObjectChange {
  object: string;
  what: 'added' | 'changed' | 'removed';
  /** The phase in which it runs, for a hook. */
  hook: string | undefined;
  fields: FieldChange[];
  /** Fields that the API server does not let anyone change. */
  refused: string[];
  before: Manifest | undefined;
  after: Manifest | undefined;
}

/** What ArgoCD would do to one Application. */
export interface ApplicationChange {
  application: string;
  objects: ObjectChange[];
  /** Only hooks differ: the Application stays in sync, they run changed when something else makes it sync. */
  hooksOnly: boolean;
  problems: string[];
}

/** What differs between two states of an environment, Application by Application. */
export function changesBetween(before: readonly Unfolded[], after: readonly Unfolded[]): ApplicationChange[] {
  const names = new Set([...before, ...after].map(({ application }) => application.manifest.metadata.name));
  return [...names].sort().flatMap((application) => {
    const was = before.find((one) => one.application.manifest.metadata.name === application);
    const is = after.find((one) => one.application.manifest.metadata.name === application);
    const objects = objectChanges(was?.objects ?? [], is?.objects ?? []);
    const problems = is?.problems ?? [];
    if (objects.length === 0 && problems.length === 0) return [];
    const hooksOnly = objects.length > 0 && objects.every(({ hook }) => hook !== undefined);
    return [{ application, objects, hooksOnly, problems }];
  });
}

const keyOf = ({ manifest, namespace }: Rendered) =>
  [
    manifest.apiVersion.split('/').slice(0, -1),
    manifest.metadata.namespace ?? namespace,
    nameOf(manifest),
  ].join('/');

function objectChanges(before: readonly Rendered[], after: readonly Rendered[]): ObjectChange[] {
  const old = new Map(before.map((one) => [keyOf(one), one.manifest]));
  const fresh = new Map(after.map((one) => [keyOf(one), one.manifest]));
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((key): ObjectChange[] => {
    const [was, is] = [old.get(key), fresh.get(key)];
    const one = is ?? was;
    if (one === undefined) return [];
    const fields = was === undefined || is === undefined ? [] : fieldChanges(was, is);
    if (was !== undefined && is !== undefined && fields.length === 0) return [];
    return [
      {
        object: nameOf(one),
        what: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
        hook: hookOf(one),
        fields,
        // A hook is made anew each time.
        refused:
          hookOf(one) === undefined
            ? fields.map(({ path }) => path).filter((path) => isFixed(one.kind, path))
            : [],
        before: was,
        after: is,
      },
    ];
  });
}

/** The fields in which two values differ. Items of lists are told apart by their name, where they have one. */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  const [old, fresh] = [partsOf(before), partsOf(after)];
  if (old === undefined || fresh === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const step = Array.isArray(before) ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
    return fieldChanges(old.get(key), fresh.get(key), path + step);
  });
}

function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const names = value.map((item: unknown) =>
      typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : undefined,
    );
    const named = !names.includes(undefined) && new Set(names).size === names.length;
    return new Map(value.map((item, index) => [named ? String(names[index]) : String(index), item]));
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

/** What can be changed in a StatefulSet; all else is as it was made. */
const free =
  /^spec\.(replicas|template|updateStrategy|minReadySeconds|ordinals|revisionHistoryLimit|persistentVolumeClaimRetentionPolicy)\b/;

function isFixed(kind: string, path: string): boolean {
  if (kind === 'Deployment' || kind === 'DaemonSet') return path.startsWith('spec.selector');
  if (kind === 'StatefulSet') return path.startsWith('spec.') && !free.test(path);
  if (kind === 'Job') return /^spec\.(template|selector|completionMode)/.test(path);
  if (kind === 'PersistentVolumeClaim') return /^spec\.(?!resources\b)/.test(path);
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') return path.startsWith('roleRef');
  return kind === 'Service' && /^spec\.clusterIP/.test(path);
}
