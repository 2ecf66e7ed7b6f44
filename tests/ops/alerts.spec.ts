import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { list, load, read, root } from './support/files.ts';
import { known, metricsOf } from './support/metrics.ts';
import { has, run, unless } from './support/tools.ts';

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
interface Tests {
  tests: { name: string; promql_expr_test: { expr: string; exp_samples: { labels: string }[] }[] }[];
}

const files = list('ops/prometheus/rules', '.yaml');
const rules = files.flatMap((path) =>
  load<{ groups: { rules: Rule[] }[] }>(path).groups.flatMap((group) => group.rules),
);
const alerts = rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]));
const cases = list('ops/prometheus/tests', '.yaml').flatMap((path) => load<Tests>(path).tests);
const pageOf = (alert: string): string =>
  `docs/alerts/${alert.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;

describe('an alert', () => {
  it.each(alerts)(
    '$alert says how bad it is, what it is and what to do',
    ({ alert, labels, annotations }) => {
      expect(['critical', 'warning']).toContain(labels?.['severity']);
      expect(annotations?.['summary']).toBeTruthy();
      expect(annotations?.['runbook_url']).toMatch(new RegExp(`/blob/HEAD/${pageOf(alert)}$`));
      const page = existsSync(join(root, pageOf(alert))) ? read(pageOf(alert)) : '';
      expect(page.split('\n')[0]).toBe(`# ${alert}`);
      for (const part of ['**Meaning.**', '**Impact.**', '## First look', '## Cure'])
        expect(page).toContain(part);
    },
  );

  it.each(alerts)('$alert has a test that fires and one that does not', ({ alert }) => {
    expect(cases.some(({ name }) => name.startsWith(`${alert} fires`))).toBe(true);
    const still = cases
      .flatMap(({ promql_expr_test }) => promql_expr_test)
      .filter(({ exp_samples }) => exp_samples.length === 0)
      .filter(({ expr }) => alertOf(expr).test(alert));
    expect(still).not.toEqual([]);
  });

  it.each(alerts)('$alert shows only labels that it has', ({ alert, annotations }) => {
    const used = [...(annotations?.['summary'] ?? '').matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    const fired = cases
      .flatMap(({ promql_expr_test }) => promql_expr_test.flatMap(({ exp_samples }) => exp_samples))
      .find(({ labels }) => labels.includes(`alertname="${alert}"`));
    for (const label of used) expect(fired?.labels).toContain(`${label}="`);
  });

  it('has a page, and each page an alert', () => {
    const pages = list('docs/alerts', '.md').filter((path) => !path.endsWith('README.md'));
    expect(pages).toEqual(alerts.map(({ alert }) => pageOf(alert)).sort());
    const index = read('docs/alerts/README.md');
    for (const { alert, labels } of alerts)
      expect(index).toMatch(new RegExp(`\\[${alert}\\].*\\| ${labels?.['severity']} \\|`));
  });
});

describe('the table of degraded modes', () => {
  const rows = read('docs/degraded-modes.md')
    .split('\n')
    .filter((line) => /^\| .*\]\(alerts\//.test(line))
    .map((line) => line.split(' | '))
    .map(([away = '', , , , named = '']) => ({
      away: away.slice(2),
      named: [...named.matchAll(/\[(\w+)\]\(alerts\//g)].map(([, alert = '']) => alert),
    }));
  const degraded = load<Tests>('ops/prometheus/tests/degraded.yaml').tests;

  it('has an alert in every row', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ named }) => named.length === 0)).toEqual([]);
  });

  it.each(rows)('names alerts that fire while this is away: $away', ({ away, named }) => {
    const fired = degraded
      .filter(({ name }) => name === away)
      .flatMap(({ promql_expr_test }) => promql_expr_test)
      .filter(({ exp_samples }) => exp_samples.length > 0)
      .map(({ expr }) => /alertname="(\w+)"/.exec(expr)?.[1]);
    expect(fired.sort()).toEqual(named.sort());
  });
});

/** Which alerts an expression about `ALERTS` means. */
function alertOf(expr: string): RegExp {
  const exact = /alertname="([^"]+)"/.exec(expr)?.[1];
  const pattern = exact ?? /alertname=~"([^"]+)"/.exec(expr)?.[1] ?? '.*';
  return new RegExp(`^(?:${pattern})$`);
}

describe('a rule', () => {
  const recorded = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));

  it.each(rules.map((rule) => ({ name: rule.alert ?? rule.record, ...rule })))(
    '$name asks for metrics that exist',
    ({ expr }) => {
      const names = metricsOf(expr);
      expect(names).not.toEqual([]);
      const all = new Set([...known(), ...recorded]);
      expect(names.filter((name) => !all.has(name))).toEqual([]);
    },
  );

  it.skipIf(!has('promtool'))(`is understood by Prometheus${unless('promtool')}`, async () => {
    const { ok, out } = await run('promtool', ['check', 'rules', ...files]);
    expect(ok, out).toBe(true);
  });

  // Hours of figures are evaluated: promtool takes both cores.
  it.skipIf(!has('promtool'))(
    `fires when it should, and only then${unless('promtool')}`,
    { timeout: 330_000 },
    async () => {
      const { ok, out } = await run('promtool', ['test', 'rules', ...list('ops/prometheus/tests', '.yaml')]);
      expect(ok, out).toBe(true);
    },
  );
});

describe('the chart of the monitoring', () => {
  interface Rendered {
    kind: string;
    spec?: { groups: unknown[] };
    data?: Record<string, string>;
    stringData?: Record<string, string>;
  }

  it.skipIf(!has('helm'))(`hands on rules, routes and dashboards as they are${unless('helm')}`, async () => {
    const { ok, out } = await run('helm', ['template', 'shopstack-monitoring', 'ops/prometheus'], 'stdout');
    expect(ok, out).toBe(true);
    const objects = parseAllDocuments(out).map((document): Rendered => document.toJS());
    const groups = objects
      .filter(({ kind }) => kind === 'PrometheusRule')
      .flatMap(({ spec }) => spec?.groups ?? []);
    expect(groups).toEqual(files.flatMap((path) => load<{ groups: unknown[] }>(path).groups));
    const routes = objects.find(({ kind }) => kind === 'Secret')?.stringData?.['alertmanager.yaml'] ?? '';
    expect(parse(routes)).toEqual(load('ops/alertmanager/alertmanager.yaml'));
    const dashboards = objects
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap(({ data }) => Object.entries(data ?? {}));
    expect(dashboards.map(([name]) => name).sort()).toEqual(
      list('ops/dashboards', '.json').map((path) => basename(path)),
    );
    for (const [name, text] of dashboards) expect(JSON.parse(text)).toEqual(load(`ops/dashboards/${name}`));
  });
});

describe("Alertmanager's routes", () => {
  const path = 'ops/alertmanager/alertmanager.yaml';
  interface Receiver {
    name: string;
    slack_configs?: { channel: string }[];
  }
  interface Config {
    route: { receiver: string };
    receivers: Receiver[];
    global: Record<string, unknown>;
  }
  const config = load<Config>(path);

  it('end with somebody, the default one too', () => {
    expect(config.receivers.map(({ name }) => name)).toContain(config.route.receiver);
    for (const { slack_configs } of config.receivers)
      expect(slack_configs?.[0]?.channel).toMatch(/^#shopstack-/);
  });

  it('hold no secret', () => {
    expect(config.global).toHaveProperty('slack_api_url_file');
    expect(read(path)).not.toContain('hooks.slack.com');
  });

  it.skipIf(!has('amtool'))(`are understood by Alertmanager${unless('amtool')}`, async () => {
    const { ok, out } = await run('amtool', ['check-config', path]);
    expect(ok, out).toBe(true);
  });

  it.skipIf(!has('amtool')).each([
    [['environment=preprod', 'severity=critical', 'alertname=CheckoutErrors'], 'preprod-critical'],
    [['environment=preprod', 'severity=warning', 'alertname=HpaAtMax'], 'preprod'],
    [['environment=staging', 'severity=critical', 'alertname=CheckoutErrors'], 'staging'],
    [['environment=staging', 'severity=warning', 'alertname=HpaAtMax'], 'staging'],
    [['environment=preprod', 'severity=none', 'alertname=Watchdog'], 'heartbeat'],
    [['severity=critical', 'alertname=CheckoutErrors'], 'unrouted'],
    [['environment=production', 'severity=critical', 'alertname=CheckoutErrors'], 'unrouted'],
  ])(`lead %j to %s${unless('amtool')}`, async (labels, receiver) => {
    const test = [
      'config',
      'routes',
      'test',
      `--config.file=${path}`,
      `--verify.receivers=${receiver}`,
      ...labels,
    ];
    const { ok, out } = await run('amtool', test);
    expect(ok, out).toBe(true);
  });
});
