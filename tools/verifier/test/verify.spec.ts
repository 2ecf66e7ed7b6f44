import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startKubernetes } from '../../../tests/support/kubernetes.ts';
import { until } from '../../../tests/support/until.ts';
import { runVerifier, startListener } from '../../../tests/support/verifier.ts';
import { Verdict } from '../src/verdict.ts';

const SECRET = 'a-secret-for-tests-of-thirty-two-characters';
const NOBODY = 'http://127.0.0.1:9';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verdict-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const running: { stop(): void }[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.stop();
});
async function kept<T extends { stop(): void }>(starting: Promise<T>): Promise<T> {
  const one = await starting;
  running.push(one);
  return one;
}
/** A health page that says these versions, one after the other, and then the last for ever. */
const healthOf = (...says: { version: string; status?: string }[]) =>
  kept(
    startListener((_, response) => {
      const [now = { version: 'none', status: 'down' }] = says.length > 1 ? says.splice(0, 1) : says;
      response.statusCode = now.status === 'down' ? 503 : 200;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: 'ok', ...now }));
    }),
  );
/** Open, it says, but every page is broken. */
const brokenShop = (status = 500) =>
  kept(
    startListener((request, response) => {
      response.writeHead(request.url === '/health/ready' ? 200 : status, { 'content-type': 'text/html' });
      response.end('oh no');
    }),
  );
const verify = (env: Record<string, string>, started?: (stop: () => void) => void) =>
  runVerifier(
    ['verify'],
    { APP: 'cart', EXPECT_VERSION: '0.1.3', SERVICE_SECRET: SECRET, STREAK: '3', SHOP_URL: NOBODY, ...env },
    started,
  );
const inFile = async (file: string) => Verdict.parse(JSON.parse(await readFile(file, 'utf8')));
const red = (reason: string) => ({ verdict: 'red', reason: expect.stringContaining(reason) });

describe('verify', () => {
  it('is red within its limit when the version never comes, and says what was seen', async () => {
    const [health, slack] = [await healthOf({ version: '0.1.2' }), await kept(startListener())];
    const file = join(folder, 'never.json');
    const run = await verify({
      HEALTH_URL: health.url,
      RECORD: file,
      TIMEOUT_S: '4',
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(run.code).toBe(1);
    const verdict = await inFile(file);
    expect(verdict).toMatchObject({ app: 'cart', version: '0.1.3', environment: 'local' });
    expect(verdict).toMatchObject(red('cart 0.1.3 is not there'));
    expect(verdict.reason).toContain('says 0.1.2, ok (200)');
    // Its limit, and what a busy machine adds; a verifier without one would wait for ever.
    expect(verdict.seconds).toBeLessThan(20);
    expect(slack.heard).toHaveLength(1);
    expect(slack.heard[0]?.body).toContain('cart 0.1.3 on local is red');
  });

  it('does not take one new replica for all, nor one that is not well', async () => {
    const old = { version: '0.1.2' };
    const fresh = { version: '0.1.3', status: 'degraded' };
    const ill = { version: '0.1.3', status: 'down' };
    const health = await healthOf(old, fresh, fresh, old, fresh, ill, fresh);
    const shop = await brokenShop();
    const file = join(folder, 'mixed.json');
    await verify({ HEALTH_URL: health.url, SHOP_URL: shop.url, RECORD: file, TIMEOUT_S: '20' });
    expect(await inFile(file)).toMatchObject(red('GET /: 500'));
    // old | fresh fresh old | fresh ill | fresh fresh fresh
    expect(health.heard).toHaveLength(9);
    expect(new Set(health.heard.map(({ headers }) => headers['connection']))).toEqual(new Set(['close']));
  });

  it('is red when the shop answers 500, without ordering anything', async () => {
    const [health, shop] = [await healthOf({ version: '0.1.3' }), await brokenShop()];
    const file = join(folder, 'broken.json');
    const run = await verify({ HEALTH_URL: health.url, SHOP_URL: shop.url, RECORD: file });
    expect(run.code).toBe(1);
    expect(await inFile(file)).toMatchObject(red('GET /: 500'));
    expect(shop.heard).toHaveLength(2);
  });

  it('waits for the shop to open, and is red when it does not', async () => {
    const health = await healthOf({ version: '0.1.3' });
    const file = join(folder, 'closed.json');
    await verify({ HEALTH_URL: health.url, RECORD: file, TIMEOUT_S: '4' });
    expect(await inFile(file)).toMatchObject(red('the shop does not open: '));
    expect(await inFile(file)).toMatchObject(red('ECONNREFUSED'));
  });

  it('tries again, and then is red, when a service stays away', async () => {
    const [health, shop] = [await healthOf({ version: '0.1.3' }), await brokenShop(503)];
    const file = join(folder, 'away.json');
    const run = await verify({ HEALTH_URL: health.url, SHOP_URL: shop.url, RECORD: file });
    expect(await inFile(file)).toMatchObject(red('GET /: 503'));
    expect(run.lines.filter(({ msg }) => msg.startsWith('buying once more'))).toHaveLength(2);
  });

  it('records the verdict and keeps its exit code when Slack is down, and says that it is', async () => {
    const health = await healthOf({ version: '0.1.3' });
    const shop = await brokenShop();
    const file = join(folder, 'silent.json');
    const run = await verify({
      HEALTH_URL: health.url,
      SHOP_URL: shop.url,
      RECORD: file,
      SLACK_WEBHOOK_URL: `${NOBODY}/services/T0/B0/secret`,
    });
    expect(run.code).toBe(1);
    expect(await inFile(file)).toMatchObject({ verdict: 'red' });
    const warnings = run.lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
    expect(warnings).toEqual([expect.stringContaining('not delivered, the verdict stands')]);
    expect(JSON.stringify(run.lines)).not.toContain('secret');
  });

  it('ends with a red verdict, recorded, when it is stopped', async () => {
    const health = await healthOf({ version: '0.1.2' });
    const file = join(folder, 'stopped.json');
    let stop = (): void => undefined;
    const run = verify({ HEALTH_URL: health.url, RECORD: file, TIMEOUT_S: '60' }, (how) => {
      stop = how;
    });
    await until('the verifier is at it', () => health.heard.length > 0);
    stop();
    expect((await run).code).toBe(1);
    expect(await inFile(file)).toMatchObject(red('stopped from outside (SIGTERM)'));
  });

  it.each([
    [['verify', '--app', 'cart'], {}, 'EXPECT_VERSION'],
    [['verify', '--app', 'Cart!', '--version', '0.1.3'], { RECORD: 'none' }, 'APP'],
    [['verify', '--app', 'cart', '--version', '0.1.3'], {}, '--record'],
    [['verify', '--app', 'cart', '--version', '0.1.3'], { RECORD: 'kubernetes' }, 'KUBERNETES_URL'],
    [['verify', '--apps', 'cart'], {}, 'unknown option'],
    [['buy'], { SERVICE_SECRET: 'short' }, '32 characters'],
    [['buy'], { SHOP_URL: 'web:8080' }, 'SHOP_URL'],
    [['sell'], {}, 'unknown command'],
  ])('ends with 2 and a sentence when it is called wrongly: %j', async (args, env, sentence) => {
    const run = await runVerifier(args as string[], { SERVICE_SECRET: SECRET, ...env });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr).not.toContain(' at ');
  });
});

describe('in Kubernetes', () => {
  const replicas = (updatedReplicas: number, readyReplicas = updatedReplicas, there = 2) => ({
    metadata: { generation: 4 },
    spec: { replicas: 2 },
    status: { observedGeneration: 4, replicas: there, updatedReplicas, readyReplicas },
  });

  it('waits for the Deployment too, and records in the ConfigMap', async () => {
    const api = await kept(startKubernetes());
    const [health, shop] = [await healthOf({ version: '0.1.3' }), await brokenShop()];
    api.deployments.set('cart', replicas(1));
    const running = verify({
      HEALTH_URL: health.url,
      SHOP_URL: shop.url,
      KUBERNETES_URL: api.url,
      TIMEOUT_S: '40',
    });
    await until('it looks', () => api.heard.filter((line) => line.includes('deployments')).length > 1);
    api.deployments.set('cart', replicas(2, 2, 3));
    expect(shop.heard).toEqual([]);
    const looks = api.heard.length;
    await until('it looks again', () => api.heard.length > looks + 1);
    expect(shop.heard).toEqual([]);
    api.deployments.set('cart', replicas(2));
    expect((await running).code).toBe(1);
    const latest = JSON.parse(api.configMaps.get('verdict-cart')?.data['latest'] ?? '');
    expect(latest).toMatchObject(red('GET /: 500'));
  });

  it('says so when there is no Deployment that it may look at', async () => {
    const api = await kept(startKubernetes());
    const [health, shop] = [await healthOf({ version: '0.1.3' }), await brokenShop()];
    const run = await verify({ HEALTH_URL: health.url, SHOP_URL: shop.url, KUBERNETES_URL: api.url });
    const warnings = run.lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
    expect(warnings).toEqual([expect.stringContaining('its health alone was looked at')]);
  });

  it('fails plainly, in log and message, when the verdict cannot be recorded', async () => {
    const api = await kept(startKubernetes());
    const [health, slack] = [await healthOf({ version: '0.1.2' }), await kept(startListener())];
    api.refusal.status = 403;
    const run = await verify({
      HEALTH_URL: health.url,
      KUBERNETES_URL: api.url,
      TIMEOUT_S: '2',
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(run.code).toBe(1);
    expect(run.lines.some(({ msg }) => msg.includes('the verdict is not recorded'))).toBe(true);
    expect(slack.heard[0]?.body).toContain('configmaps is forbidden');
  });

  it('tells of each failure on a schedule, and remembers it', async () => {
    const api = await kept(startKubernetes());
    const [shop, slack] = [await brokenShop(), await kept(startListener())];
    const env = {
      SERVICE_SECRET: SECRET,
      SHOP_URL: shop.url,
      KUBERNETES_URL: api.url,
      SLACK_WEBHOOK_URL: slack.url,
    };
    const run = await runVerifier(['buy'], env);
    expect(run).toMatchObject({ code: 1, lines: [{ level: 'error', app: 'schedule', verdict: 'red' }] });
    expect(run.lines).toHaveLength(1);
    expect(slack.heard).toHaveLength(1);
    expect(JSON.parse(api.configMaps.get('verdict-schedule')?.data['latest'] ?? '')).toMatchObject({
      verdict: 'red',
    });
    await runVerifier(['buy', '--record', 'none'], env);
    expect(JSON.parse(api.configMaps.get('verdict-schedule')?.data['history'] ?? '')).toHaveLength(1);
  });
});
