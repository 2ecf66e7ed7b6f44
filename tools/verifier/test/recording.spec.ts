import { ServiceTokens } from '@shop/auth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKubernetes } from '../../../tests/support/kubernetes.ts';
import { Kubernetes } from '../src/kubernetes.ts';
import { markOf } from '../src/mark.ts';
import { record } from '../src/record.ts';
import { messageOf } from '../src/slack.ts';
import type { Verdict } from '../src/verdict.ts';

const verdict = (change: Partial<Verdict> = {}): Verdict => ({
  app: 'cart',
  version: '0.1.3',
  revision: 'abc1234',
  environment: 'staging',
  verdict: 'green',
  at: '2026-11-21T10:00:00.000Z',
  seconds: 4.2,
  order: '0190f0f0-0000-7000-8000-000000000001',
  ...change,
});

describe('a verdict in a ConfigMap', () => {
  let api: Awaited<ReturnType<typeof startKubernetes>>;
  let kubernetes: Kubernetes;
  beforeEach(async () => {
    api = await startKubernetes();
    kubernetes = new Kubernetes({ url: api.url, namespace: 'shopstack', callMs: 1_000 });
  });
  afterEach(async () => {
    await kubernetes.close();
    api.stop();
  });

  const write = (one: Verdict, ofApp = true) => {
    const limits = { signal: AbortSignal.timeout(10_000), callMs: 1_000 };
    return record({ in: 'kubernetes', kubernetes, name: 'verdict-cart', ofApp }, one, limits);
  };
  const stored = () => {
    const map = api.configMaps.get('verdict-cart');
    const { latest = '', history = '' } = map?.data ?? {};
    return { map, latest: JSON.parse(latest) as Verdict, history: JSON.parse(history) as Verdict[] };
  };

  it('is the latest of its app, found by a label, with the last ten before it', async () => {
    expect(await write(verdict())).toBeUndefined();
    expect(stored().map?.metadata.labels).toMatchObject({ 'shopstack.io/verdict': 'true' });
    expect(stored().latest).toEqual(verdict());
    for (let patch = 4; patch < 16; patch++) await write(verdict({ version: `0.1.${patch}` }));
    expect((await write(verdict({ version: '0.2.0', verdict: 'red', reason: 'no' })))?.version).toBe(
      '0.1.15',
    );
    const { latest, history } = stored();
    expect(latest).toMatchObject({ version: '0.2.0', verdict: 'red', reason: 'no' });
    expect(history.map(({ version }) => version).slice(0, 3)).toEqual(['0.2.0', '0.1.15', '0.1.14']);
    expect(history).toHaveLength(10);
  });

  it('is not found by that label when it is of no app', async () => {
    await write(verdict({ app: 'schedule' }), false);
    expect(stored().map?.metadata.labels).not.toHaveProperty('shopstack.io/verdict');
  });

  it('is written again when somebody else was quicker: made in between, changed in between', async () => {
    const others = (version: string) => () =>
      api.put('verdict-cart', {
        metadata: { labels: { kept: 'yes' } },
        data: { history: JSON.stringify([verdict({ version })]), more: 'kept' },
      });
    api.meanwhile.push(others('0.0.1'), others('0.0.2'));
    await write(verdict());
    expect(api.heard.map((line) => line.split(' ')[0])).toEqual(['GET', 'POST', 'GET', 'PUT', 'GET', 'PUT']);
    const { map, history } = stored();
    expect(history.map(({ version }) => version)).toEqual(['0.1.3', '0.0.2']);
    expect(map).toMatchObject({ metadata: { labels: { kept: 'yes' } }, data: { more: 'kept' } });
  });

  it('is not lost when several are written at once', async () => {
    const versions = ['0.1.1', '0.1.2', '0.1.3', '0.1.4', '0.1.5'];
    await Promise.all(versions.map((version) => write(verdict({ version }))));
    expect(
      stored()
        .history.map(({ version }) => version)
        .sort(),
    ).toEqual(versions);
  });

  it('begins anew where the history cannot be read any more', async () => {
    api.put('verdict-cart', { data: { latest: '{', history: '[{"app":"cart"},' } });
    expect(await write(verdict())).toBeUndefined();
    expect(stored().history).toEqual([verdict()]);
  });

  it('says why it cannot be written', async () => {
    api.refusal.status = 403;
    await expect(write(verdict())).rejects.toThrow('403 to GET');
    await expect(write(verdict())).rejects.toThrow('configmaps is forbidden');
    api.refusal.status = 503;
    await expect(write(verdict())).rejects.toThrow('was not written after 8 tries');
  });

  it('says that the token is missing, where the account is not mounted', async () => {
    const alone = new Kubernetes({
      url: api.url,
      account: '/nowhere',
      namespace: 'shopstack',
      callMs: 1_000,
    });
    await expect(alone.find('/api/v1/namespaces/:namespace/configmaps/x')).rejects.toThrow('mounted');
  });
});

describe('the mark', () => {
  const secret = 'a-secret-for-tests-of-thirty-two-characters';
  it('is what dispatch takes as the verifier’s, for a minute', async () => {
    const dispatch = new ServiceTokens('dispatch', secret);
    expect(await dispatch.verify(markOf(secret))).toBe('verifier');
    const old = markOf(secret, new Date(Date.now() - 100_000));
    await expect(dispatch.verify(old)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(new ServiceTokens('cart', secret).verify(markOf(secret))).rejects.toThrow();
  });
});

describe('the message', () => {
  it('says app, version, environment, verdict, seconds, and the order or the reason', () => {
    expect(messageOf(verdict())).toBe(
      ':large_green_circle: cart 0.1.3 on staging is green after 4.2 s: a robot was bought (order 0190f0f0-0000-7000-8000-000000000001)',
    );
    expect(messageOf(verdict({ verdict: 'red', reason: 'no answer' }))).toBe(
      ':red_circle: cart 0.1.3 on staging is red after 4.2 s: no answer',
    );
  });
});
