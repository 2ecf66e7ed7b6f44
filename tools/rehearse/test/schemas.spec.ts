import { describe, expect, it } from 'vitest';
import { readManifests } from '../src/manifest.ts';
import { nearest } from '../src/schemas/known-fields.ts';
import { checkShape } from '../src/schemas/schemas.ts';

async function problems(text: string): Promise<string[]> {
  const [document] = readManifests(text);
  if (document === undefined || 'problem' in document) throw new Error('no object');
  return (await checkShape(document.manifest)).map(({ path, says }) => `${path}: ${says}`);
}

const deployment = (spec: string, pod: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, labels: { anything: goes }, annotations: { any.thing/goes: x } }
spec:
  selector: { matchLabels: { app: cart } }
  ${spec}
  template: { metadata: { labels: { app: cart } }, spec: { ${pod}, containers: [{ name: cart, image: cart:1.0 }] } }
`;

describe('the shape of an object', () => {
  it('is what the published schema says', async () => {
    expect(await problems(deployment('replicas: 1', 'nodeSelector: { any: thing }'))).toEqual([]);
  });

  it('has no field that the schema does not have, and a typo is told', async () => {
    expect(await problems(deployment('replica: 1', 'hostname: x'))).toEqual([
      'spec.replica: unknown field; did you mean replicas?',
    ]);
    expect(await problems(deployment('replicas: 1', 'tolerationz: []'))).toEqual([
      'spec.template.spec.tolerationz: unknown field; did you mean tolerations?',
    ]);
  });

  it('has lists where lists are asked for', async () => {
    expect(await problems(deployment('replicas: 1', 'tolerations: { key: app }'))).toEqual([
      'spec.template.spec.tolerations: must be array',
    ]);
  });

  it('has numbers where numbers are asked for, and one of the values there are', async () => {
    expect(await problems(deployment("replicas: '1'", 'restartPolicy: Never'))).toEqual(
      expect.arrayContaining(['spec.replicas: must be integer']),
    );
    expect(await problems(deployment('strategy: { type: Rolling }', 'hostname: x'))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^spec\.strategy\.type: must be .*Recreate, RollingUpdate/),
      ]),
    );
  });

  it.each([
    [
      'argoproj.io/v1alpha1',
      'Application',
      'spec: { project: x, destination: {}, source: { repoURL: x, pathh: y } }',
      'spec.source.pathh: unknown field; did you mean path?',
    ],
    [
      'monitoring.coreos.com/v1',
      'ServiceMonitor',
      'spec: { selector: {}, endpoints: [{ port: http, intervall: 5s }] }',
      'spec.endpoints[0].intervall: unknown field; did you mean interval?',
    ],
    [
      'security.istio.io/v1',
      'AuthorizationPolicy',
      'spec: { rules: [{ form: [] }] }',
      'spec.rules[0].form: unknown field; did you mean from?',
    ],
    [
      'cert-manager.io/v1',
      'Certificate',
      'spec: { secretName: x, issuerRef: { name: x }, dnsName: [x] }',
      'spec.dnsName: unknown field; did you mean dnsNames?',
    ],
    [
      'external-secrets.io/v1',
      'ExternalSecret',
      'spec: { secretStoreReff: { name: x } }',
      'spec.secretStoreReff: unknown field; did you mean secretStoreRef?',
    ],
  ])('is known of %s %s too', async (apiVersion, kind, spec, says) => {
    expect(
      await problems(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x }\n${spec}`),
    ).toContain(says);
  });

  it('may be free where the schema says so', async () => {
    const values = 'helm: { valuesObject: { any: { thing: [1] } } }';
    const spec = `spec: { project: x, destination: {}, source: { repoURL: x, ${values} } }`;
    expect(
      await problems(`apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: x }\n${spec}`),
    ).toEqual([]);
  });

  it('is refused when nobody knows the kind', async () => {
    expect(await problems('apiVersion: apps/v1\nkind: Deploymint\nmetadata: { name: x }')).toEqual([
      'kind: Deploymint of apps/v1 is a kind nobody here knows',
    ]);
    expect(await problems('apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: x }')).toEqual([
      'kind: Deployment of apps/v1beta1 is a kind nobody here knows',
    ]);
  });
});

describe('a text of objects', () => {
  it('tells a key that stands twice', () => {
    const [document] = readManifests(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: {}\ndata: {}',
    );
    expect(document).toMatchObject({ problem: expect.stringContaining('unique') });
  });

  it('tells what is no object, and passes over what is empty', () => {
    const found = readManifests('---\n# nothing\n---\nname: x\n');
    expect(found).toEqual([{ problem: expect.stringContaining('no Kubernetes object') }]);
  });
});

describe('the nearest name', () => {
  it('is the one that was probably meant', () => {
    expect(nearest('paht', ['port', 'path', 'params'])).toBe('path');
    expect(nearest('zzz', ['port', 'path'])).toBeUndefined();
  });
});
