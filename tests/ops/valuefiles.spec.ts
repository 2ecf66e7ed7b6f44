import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { list, load, loadAll, read } from './support/files.ts';

type Values = Record<string, unknown>;

const files = list('ops/valuefiles', '.yaml');
const names = files.map((path) => basename(path, '.yaml'));
const overlay = /-(?:preprod|local)$/;
const bases = names.filter((name) => !overlay.test(name));
const versions = new Map(
  read('ops/versions.env')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, string] => [line.split('=')[0] ?? '', line.split('=').slice(1).join('=')]),
);

/** Every value under a key, however deep, with its path. */
function under(value: unknown, key: string, path = ''): { path: string; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${path}.${name}`;
    return [...(name === key ? [{ path: at, value: inner }] : []), ...under(inner, key, at)];
  });
}

describe.each(files)('%s', (path) => {
  const values = load<Values>(path);

  it('is one map of values', () => {
    expect(loadAll(path)).toHaveLength(1);
    expect(typeof values).toBe('object');
  });

  it('tolerates by lists', () => {
    for (const { path: at, value } of under(values, 'tolerations')) {
      expect(Array.isArray(value), at).toBe(true);
      expect(value, at).toHaveLength(1);
    }
  });

  it('bounds the memory of what it asks memory for', () => {
    for (const { path: at, value } of under(values, 'resources')) {
      if (Array.isArray(value)) continue;
      const bounds = value as {
        limits?: { memory?: string };
        requests?: { memory?: string; storage?: string };
      };
      if (bounds.requests?.storage === undefined) expect(bounds.limits?.memory, at).toMatch(/^\d+[MG]i$/);
    }
  });

  it('holds no secret', () => {
    for (const key of ['password', 'adminPassword', 'token', 'secretKey', 'accessKey'])
      for (const { path: at, value } of under(values, key))
        expect(
          typeof value !== 'string' || value.startsWith('${env:') || at.includes('.auth.secret'),
          at,
        ).toBe(true);
  });
});

describe('a chart', () => {
  it.each(bases)('%s runs on the nodes that are kept for the shop', (name) => {
    const found = under(load(`ops/valuefiles/${name}.yaml`), 'tolerations').flatMap(
      ({ value }) => value as Values[],
    );
    expect(found).not.toEqual([]);
    for (const toleration of found)
      if (toleration['operator'] !== 'Exists')
        expect(toleration).toEqual({
          key: 'app',
          operator: 'Equal',
          value: 'shopstack',
          effect: 'NoSchedule',
        });
  });

  it.each(bases)('%s stands in the table, with a version that is pinned', (name) => {
    const table = read('ops/valuefiles/README.md');
    const row =
      table.split('\n').find((line) => line.startsWith('| ') && line.includes(`](${name}.yaml)`)) ?? '';
    const [variable = ''] = /[A-Z_]+_VERSION/.exec(row) ?? [];
    expect(row).toContain('https://');
    expect(versions.get(variable)).toMatch(/^v?\d+\.\d+\.\d+$/);
  });

  it.each(names.filter((name) => overlay.test(name)))('%s goes on top of a file that exists', (name) => {
    expect(bases).toContain(name.replace(overlay, ''));
    expect(read('ops/valuefiles/README.md')).toContain(`(${name}.yaml)`);
  });

  it('has each version once, in order', () => {
    const all = [...versions.keys()];
    expect(all).toEqual([...new Set(all)].sort());
  });
});

describe('ArgoCD', () => {
  const values = load<{ configs: { cm: Values; rbac: Values }; notifications: Values }>(
    'ops/valuefiles/argocd.yaml',
  );

  it("knows an Application's health, without which waves wait for nothing", () => {
    expect(values.configs.cm['resource.customizations.health.argoproj.io_Application']).toContain(
      'obj.status.health.status',
    );
  });

  it('asks git every three minutes, not every five seconds', () => {
    expect(values.configs.cm['timeout.reconciliation']).toBe('180s');
    expect(values.configs.cm['application.resourceTrackingMethod']).toBe('annotation');
  });

  it('has the triggers that the Applications subscribe to', () => {
    const subscribed = [
      ...read('argocd/applications/templates/applications.yaml').matchAll(/subscribe\.([\w-]+)\.slack/g),
    ];
    const triggers = Object.keys(values.notifications['triggers'] as Values);
    expect(subscribed.length).toBeGreaterThan(0);
    for (const [, name] of subscribed) expect(triggers).toContain(`trigger.${name}`);
  });

  it('has a template for each trigger, and takes its token from outside', () => {
    const templates = Object.keys(values.notifications['templates'] as Values);
    const sent = Object.values(values.notifications['triggers'] as Record<string, string>)
      .flatMap((text) => [...text.matchAll(/send: \[([\w-]+)\]/g)])
      .map(([, name]) => `template.${name}`);
    expect(sent.sort()).toEqual(templates.sort());
    expect(values.notifications['secret']).toEqual({ create: false });
  });
});

describe('Prometheus', () => {
  it.each([
    ['kube-prometheus-stack', 'staging'],
    ['kube-prometheus-stack-preprod', 'preprod'],
  ])('of %s calls its environment %s, by which Alertmanager routes', (name, environment) => {
    const values = load<{ prometheus: { prometheusSpec: { externalLabels: Values } } }>(
      `ops/valuefiles/${name}.yaml`,
    );
    expect(values.prometheus.prometheusSpec.externalLabels).toEqual({ environment });
    expect(read('ops/alertmanager/alertmanager.yaml')).toMatch(
      new RegExp(`environment=~?"[^"]*\\b${environment}\\b`),
    );
  });
});

describe('logs', () => {
  it('are laid out in Elasticsearch by the names that the processes write', () => {
    const { template } = load<{ template: { mappings: { properties: { app: { properties: Values } } } } }>(
      'ops/logging/index-template.json',
    );
    const fields = Object.keys(template.mappings.properties.app.properties);
    const written = [
      'time',
      'level',
      'service',
      'version',
      'traceId',
      'msg',
      'method',
      'route',
      'status',
      'ms',
      'err',
    ];
    expect(fields).toEqual(expect.arrayContaining(written));
    expect(read('libs/service/src/log.ts')).toContain('traceId: currentTrace()');
    expect(read('libs/service/src/start.ts')).toContain(
      '{ method: request.method, route: path, status: reply.statusCode, ms }',
    );
    expect(read('ops/valuefiles/fluent-bit.yaml')).toContain('Merge_Log_Key app');
  });

  it('have a view in Kibana of fields that are laid out', () => {
    const objects = read('ops/logging/kibana-view.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; attributes: { columns?: string[] } });
    expect(objects.map(({ type }) => type)).toEqual(['index-pattern', 'search', 'search']);
    const layout = read('ops/logging/index-template.json');
    for (const column of objects.flatMap(({ attributes }) => attributes.columns ?? []))
      expect(layout).toContain(`"${column.split('.').at(-1)}"`);
  });
});
