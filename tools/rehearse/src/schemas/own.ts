import { z } from 'zod';
import type { Manifest } from '../manifest.ts';

const Meta = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'lower-case letters, digits, - and .'),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** The part of a JSON schema that parameters of our constraints use. */
const Parameters = z.record(
  z.string(),
  z.strictObject({
    type: z.enum(['array', 'boolean', 'integer', 'string']),
    description: z.string().optional(),
    items: z.strictObject({ type: z.literal('string') }).optional(),
  }),
);

/** Gatekeeper's rule: its code in Rego and the kind that switches it on. */
export const ConstraintTemplate = z.strictObject({
  apiVersion: z.literal('templates.gatekeeper.sh/v1'),
  kind: z.literal('ConstraintTemplate'),
  metadata: Meta,
  spec: z.strictObject({
    crd: z.strictObject({
      spec: z.strictObject({
        names: z.strictObject({ kind: z.string().regex(/^[A-Z][A-Za-z0-9]+$/) }),
        validation: z.strictObject({
          openAPIV3Schema: z.strictObject({ type: z.literal('object'), properties: Parameters }),
        }),
      }),
    }),
    targets: z.array(
      z.strictObject({
        target: z.literal('admission.k8s.gatekeeper.sh'),
        code: z.array(
          z.strictObject({
            engine: z.literal('Rego'),
            source: z.strictObject({ version: z.literal('v1'), rego: z.string().min(1) }),
          }),
        ),
      }),
    ),
  }),
});

/** What a constraint applies to. */
export const Match = z.strictObject({
  kinds: z.array(z.strictObject({ apiGroups: z.array(z.string()), kinds: z.array(z.string()) })),
  namespaces: z.array(z.string()).optional(),
  excludedNamespaces: z.array(z.string()).optional(),
});

/** What `gator verify` runs. */
const Suite = z.strictObject({
  apiVersion: z.literal('test.gatekeeper.sh/v1alpha1'),
  kind: z.literal('Suite'),
  metadata: Meta,
  tests: z.array(
    z.strictObject({
      name: z.string(),
      template: z.string(),
      constraint: z.string(),
      cases: z.array(
        z.strictObject({
          name: z.string(),
          object: z.string(),
          assertions: z.array(
            z.strictObject({
              violations: z.union([z.int(), z.enum(['yes', 'no'])]),
              message: z.string().optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

const leaf = { array: z.array(z.string()), boolean: z.boolean(), integer: z.int(), string: z.string() };

/** The schema of a constraint: its parameters are what its template says. */
function constraintSchema(manifest: Manifest, templates: readonly Manifest[]) {
  const template = templates
    .map((candidate) => ConstraintTemplate.safeParse(candidate))
    .find(({ data }) => data?.spec.crd.spec.names.kind === manifest.kind)?.data;
  if (template === undefined) return undefined;
  const told = template.spec.crd.spec.validation.openAPIV3Schema.properties;
  const parameters = Object.entries(told).map(([name, { type }]) => [name, leaf[type].optional()]);
  return z.strictObject({
    apiVersion: z.literal('constraints.gatekeeper.sh/v1beta1'),
    kind: z.literal(manifest.kind),
    metadata: Meta,
    spec: z.strictObject({
      enforcementAction: z.enum(['deny', 'dryrun', 'warn']).optional(),
      match: Match,
      parameters: z.strictObject(Object.fromEntries(parameters)).optional(),
    }),
  });
}

/** Our own schema of a kind whose package is not published: Gatekeeper's. */
export function ownSchema(manifest: Manifest, templates: readonly Manifest[]): z.ZodType | undefined {
  if (manifest.apiVersion.startsWith('templates.gatekeeper.sh/')) return ConstraintTemplate;
  if (manifest.apiVersion.startsWith('test.gatekeeper.sh/')) return Suite;
  if (manifest.apiVersion.startsWith('constraints.gatekeeper.sh/')) {
    return constraintSchema(manifest, templates);
  }
  return undefined;
}
