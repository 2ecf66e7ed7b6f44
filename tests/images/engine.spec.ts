import { randomBytes } from 'node:crypto';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { root } from './files.ts';

const BASE = 'node:24-bookworm-slim';
const BUILD_LIMIT_MS = 15 * 60_000;
const image = `shopstack-test/cart:${randomBytes(4).toString('hex')}`;
const names: string[] = [];

const docker = async (...args: string[]): Promise<string> =>
  (await execa('docker', args, { cwd: root, timeout: BUILD_LIMIT_MS, all: true })).all;

/** Why no image can be built and run here, if so. */
async function whyNot(): Promise<string | undefined> {
  if (process.env.SHOP_TEST_IMAGES !== '1') return 'SHOP_TEST_IMAGES is not 1';
  if (!(await answers('info'))) return 'no Docker engine answers';
  if (!(await answers('buildx', 'version'))) return 'docker buildx is not installed';
  return (await answers('image', 'inspect', BASE)) ? undefined : `${BASE} is not here; docker pull it`;
}
const answers = (...args: string[]): Promise<boolean> =>
  execa('docker', args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

/** Starts a container as the charts do: not root, nothing to write but /tmp, no capability. */
async function start(...args: string[]): Promise<string> {
  const name = `shop-test-${randomBytes(4).toString('hex')}`;
  names.push(name);
  const limits = ['--read-only', '--tmpfs=/tmp', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
  await docker('run', '--detach', `--name=${name}`, ...limits, ...args);
  return name;
}
const format = (name: string, what: string) => docker('inspect', '--format', what, name);

describe('the image of the cart', async () => {
  const reason = await whyNot();
  if (reason !== undefined) {
    it.skip(`is not built: ${reason}`, () => undefined);
    return;
  }
  const env = [
    '--env=SERVICE_SECRET=not-a-secret-not-a-secret-not-a-secret',
    '--env=REDIS_URL=redis://127.0.0.1:1',
    '--env=AMQP_URL=amqp://127.0.0.1:1',
  ];

  beforeAll(async () => {
    const args = ['APP=cart', 'VERSION=9.8.7', 'REVISION=abc123'].flatMap((arg) => ['--build-arg', arg]);
    await docker('build', '--quiet', ...args, '--tag', image, '.');
  }, BUILD_LIMIT_MS);
  afterAll(async () => {
    for (const name of names) await docker('rm', '--force', '--volumes', name);
    if (await answers('image', 'inspect', image)) await docker('rmi', '--force', image);
  });

  it('says what it is', async () => {
    const labels = JSON.parse(await format(image, '{{json .Config.Labels}}')) as Record<string, string>;
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': 'shopstack/cart',
      'org.opencontainers.image.version': '9.8.7',
      'org.opencontainers.image.revision': 'abc123',
      'org.opencontainers.image.licenses': 'MIT',
    });
    expect(await format(image, '{{.Config.User}}')).toBe('1000:1000');
  });

  it('has no npm, no sources, no other app and no database client', async () => {
    const found = await docker(
      'run',
      '--rm',
      image,
      'find',
      '/shop',
      '/usr/local/bin',
      '-maxdepth',
      '3',
      '-not',
      '-path',
      '*/.*',
    );
    expect(found).toContain('/shop/node_modules/ioredis');
    expect(found).not.toMatch(
      /node_modules\/(mongoose|typeorm|mysql2|next|node-linux-\w+|typescript)$|\/bin\/npm$|(apps|libs)\/\w+\/(src|test)$|apps\/user/m,
    );
  });

  it('answers as user 1000 on a file system that it cannot change, and stops when told to', async () => {
    const name = await start(...env, image);
    const health = await until(
      'an answer',
      async () => {
        const { stdout } = await execa(
          'docker',
          ['exec', name, 'curl', '-s', 'http://localhost:8080/health/live'],
          { timeout: 10_000, reject: false },
        );
        return stdout !== '' && stdout;
      },
      60_000,
    );
    expect(JSON.parse(health)).toMatchObject({ status: 'ok' });
    expect(await docker('exec', name, 'curl', '-s', 'http://localhost:8080/health')).toContain(
      '"version":"9.8.7"',
    );
    expect(await docker('exec', name, 'id', '-u')).toBe('1000');
    const { exitCode, stderr } = await execa('docker', ['exec', name, 'touch', '/shop/x'], {
      reject: false,
      timeout: 10_000,
    });
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/Read-only file system/)]);
    await docker('stop', '--time', '20', name);
    expect(await format(name, '{{.State.ExitCode}}')).toBe('0');
  });

  it('counts as unhealthy while its store is away', async () => {
    const name = await start(
      ...env,
      '--health-interval=1s',
      '--health-start-period=0s',
      '--health-retries=2',
      image,
    );
    await until(
      'a verdict',
      async () => (await format(name, '{{.State.Health.Status}}')) === 'unhealthy',
      60_000,
    );
  });

  it('names what is missing from its environment', async () => {
    const { exitCode, all } = await execa('docker', ['run', '--rm', '--read-only', image], {
      all: true,
      reject: false,
      timeout: 30_000,
    });
    expect([exitCode, all]).toEqual([78, expect.stringMatching(/SERVICE_SECRET[\s\S]*REDIS_URL/)]);
  });
});
