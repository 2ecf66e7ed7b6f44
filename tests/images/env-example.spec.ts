import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { Env as cart } from '../../apps/cart/src/env.ts';
import { Env as catalogue } from '../../apps/catalogue/src/env.ts';
import { Env as dispatch } from '../../apps/dispatch/src/env.ts';
import { Env as payment } from '../../apps/payment/src/env.ts';
import { Env as ratings } from '../../apps/ratings/src/env.ts';
import { Env as shipping } from '../../apps/shipping/src/env.ts';
import { Env as user } from '../../apps/user/src/env.ts';
import { Env as web } from '../../apps/web/src/gateway/env.ts';
import { fileOf, root } from './files.ts';

/** Variables of an example, and whether each is set there or only shown: `# NAME=value`. */
const linesOf = (text: string) =>
  [...text.matchAll(/^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, shown, name = '', value = '']) => ({
    name,
    value,
    set: shown === undefined,
  }));

describe('the example of a service’s environment', () => {
  const schemas = { web, user, catalogue, cart, payment, shipping, ratings, dispatch };

  it.each(Object.entries(schemas))(
    'of %s has every variable, needed ones set, others with their default',
    (name, schema) => {
      const told = linesOf(fileOf(`apps/${name}/.env.example`)).map((line) =>
        line.set ? `${line.name} needed` : `${line.name}=${line.value}`,
      );
      const read = Object.entries(schema.shape).map(([variable, part]) => {
        const given = (part as z.ZodType).safeParse(undefined);
        return given.success ? `${variable}=${given.data ?? ''}` : `${variable} needed`;
      });
      expect(told.sort()).toEqual(read.sort());
    },
  );

  it.each(Object.entries(schemas))(
    'of %s is enough to start with, once its secrets are filled in',
    (name, schema) => {
      const set = linesOf(fileOf(`apps/${name}/.env.example`)).filter((line) => line.set);
      const empty = set.filter(({ value }) => value === '').map((line) => line.name);
      expect(empty.filter((variable) => !variable.endsWith('_SECRET'))).toEqual([]);
      const filled = set.map((line) => [line.name, line.value || 'x'.repeat(32)]);
      expect(schema.safeParse(Object.fromEntries(filled)).success).toBe(true);
    },
  );
});

describe('.env.example', () => {
  const example = linesOf(fileOf('.env.example'));
  const names = example.map(({ name }) => name);

  it('has what docker-compose.yaml reads, and what a release reads', () => {
    const read = [...fileOf('docker-compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
    const others = ['AWS_ACCOUNT_ID', 'PROJECT', 'TARGET_BRANCH', 'INSTANA_AGENT_KEY', 'SLACK_WEBHOOK_URL'];
    expect(names.toSorted()).toEqual([...new Set([...read, ...others])].sort());
  });

  it('explains each, alone or with its neighbours', () => {
    const paragraphs = fileOf('.env.example').split('\n\n');
    const unexplained = paragraphs.filter((part) => /^[A-Z]/m.test(part) && !part.startsWith('#'));
    expect(unexplained).toEqual([]);
  });

  it('holds no secret', () => {
    const filled = example.filter(({ name, value }) => /SECRET|PASSWORD|KEY$/.test(name) && value !== '');
    expect(filled).toEqual([]);
  });
});

describe('ops/compose/secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-example-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const draw = () => execFileSync('bash', [join(folder, 'ops/compose/secrets.sh')], { encoding: 'utf8' });
  const written = () => linesOf(readFileSync(join(folder, '.env'), 'utf8'));

  it('writes an .env that only its owner reads, a secret for each, none twice, and keeps those that are there', () => {
    mkdirSync(join(folder, 'ops'));
    cpSync(join(root, 'ops/compose'), join(folder, 'ops/compose'), { recursive: true });
    cpSync(join(root, '.env.example'), join(folder, '.env.example'));
    draw();
    const drawn = written().filter(({ name }) => /(SECRET|PASSWORD|SECRET_KEY)$/.test(name));
    expect(drawn.length).toBeGreaterThan(15);
    expect(drawn.filter(({ value }) => !/^[0-9a-f]{48}$/.test(value))).toEqual([]);
    expect(new Set(drawn.map(({ value }) => value)).size).toBe(drawn.length);
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0);
    expect(
      written()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      linesOf(fileOf('.env.example'))
        .map(({ name }) => name)
        .sort(),
    );

    writeFileSync(join(folder, '.env'), 'REDIS_PASSWORD=mine\nTAG=1.2.3\n');
    draw();
    const values = Object.fromEntries(written().map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      REDIS_PASSWORD: 'mine',
      TAG: '1.2.3',
      QUOTE_SECRET: expect.stringMatching(/^\w{48}$/),
    });
  });

  it('is needed: without it compose says so', ({ skip }) => {
    const compose = spawnSync('docker', ['compose', 'version']);
    skip(compose.status !== 0, 'docker compose is not here: not tried without secrets');
    const path = join(root, 'docker-compose.yaml');
    const run = (...files: string[]) =>
      spawnSync('docker', ['compose', '-f', path, ...files, 'config', '--quiet'], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      });
    expect(run('--env-file', join(root, '.env.example')).stderr).toMatch(
      /variable \w+_(SECRET|PASSWORD|SECRET_KEY) is missing.*run .*secrets\.sh/,
    );
    expect(run('--env-file', join(folder, '.env'))).toMatchObject({ status: 0 });
  });
});
