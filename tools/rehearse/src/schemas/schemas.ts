import { z } from 'zod';
import type { Manifest } from '../manifest.ts';
import { KnownFields } from './known-fields.ts';
import { ownSchema } from './own.ts';

/** What is wrong with an object's shape. */
export interface ShapeProblem {
  path: string;
  says: string;
}

/** Groups of custom resources, and the package that publishes their schemas. */
const packages: [RegExp, string][] = [
  [/(^|\.)argoproj\.io$/, '@kubernetes-models/argo-cd'],
  [/(^|\.)monitoring\.coreos\.com$/, '@kubernetes-models/prometheus-operator'],
  [/\.istio\.io$/, '@kubernetes-models/istio'],
  [/(^|\.)cert-manager\.io$/, '@kubernetes-models/cert-manager'],
  [/(^|\.)external-secrets\.io$/, '@kubernetes-models/external-secrets'],
];

const ModelClass = z.custom<{ prototype: { validate(): void } }>(
  (value) => typeof value === 'function' && 'validate' in value.prototype,
);
const Failure = z.object({
  errors: z.array(
    z.looseObject({
      instancePath: z.string(),
      message: z.string(),
      params: z.looseObject({ allowedValues: z.array(z.unknown()).optional() }),
    }),
  ),
});

type Validate = (this: unknown) => void;
const loaded = new Map<string, Promise<Validate | undefined>>();

/** Checks an object against its published schema. Fields that the schema does not have are problems, and so are unknown kinds. */
export async function checkShape(
  manifest: Manifest,
  templates: readonly Manifest[] = [],
): Promise<ShapeProblem[]> {
  const own = ownSchema(manifest, templates);
  if (own !== undefined) {
    const parsed = own.safeParse(manifest);
    return parsed.success
      ? []
      : parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), says: issue.message }));
  }
  const key = `${manifest.apiVersion}/${manifest.kind}`;
  const validate = loaded.get(key) ?? load(manifest);
  loaded.set(key, validate);
  const check = await validate;
  if (check === undefined) {
    return [{ path: 'kind', says: `${manifest.kind} of ${manifest.apiVersion} is a kind nobody here knows` }];
  }
  const fields = new KnownFields();
  const found: ShapeProblem[] = [];
  try {
    check.call(fields.watch(manifest));
  } catch (error) {
    const failure = Failure.safeParse(error);
    if (!failure.success) throw error;
    for (const { instancePath, message, params } of failure.data.errors) {
      const values = params.allowedValues === undefined ? '' : ` (${params.allowedValues.join(', ')})`;
      found.push({ path: dotted(instancePath), says: `${message}${values}` });
    }
  }
  for (const { path, meant } of fields.unknown(manifest)) {
    found.push({ path, says: `unknown field${meant === undefined ? '' : `; did you mean ${meant}?`}` });
  }
  return found;
}

/** `/spec/ports/0` as `spec.ports[0]`. */
const dotted = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '')
    .replace(/^\./, '');

async function load({ apiVersion, kind }: Manifest): Promise<Validate | undefined> {
  if (!/^[a-z0-9./-]+$/.test(apiVersion) || !/^[A-Za-z]+$/.test(kind)) return undefined;
  const [first = '', version] = apiVersion.split('/');
  const group = version === undefined ? '' : first;
  const own = packages.find(([pattern]) => pattern.test(group))?.[1];
  // The package has versions that Kubernetes no longer serves, and betas, which it does not serve unless asked to.
  if (own === undefined && !/(^|\/)v\d+$/.test(apiVersion)) return undefined;
  const module: unknown = await import(`${own ?? 'kubernetes-models'}/${apiVersion}/${kind}`).catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return {};
      throw error;
    },
  );
  const model = ModelClass.safeParse((module as Record<string, unknown>)[kind]);
  // Called on the watched object itself: the model's constructor would copy it.
  return model.success ? model.data.prototype.validate : undefined;
}
