import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apps, fileOf, root } from './files.ts';

/** Stages of the Dockerfile by name: their instructions, comments left out and continued lines joined. */
const stages = new Map(
  fileOf('Dockerfile')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split(/^(?=FROM )/m)
    .filter((part) => part.startsWith('FROM '))
    .map((part) => [part.match(/ AS (\w+)/)?.[1] ?? 'unnamed', part.trim().split('\n')]),
);
const last = [...stages.values()].at(-1) ?? [];

describe('the Dockerfile', () => {
  it('builds on the builder’s platform, and runs the least on that of the image', () => {
    const elsewhere = [...stages].filter(([, [from]]) => !from?.includes('--platform=$BUILDPLATFORM'));
    expect(elsewhere.map(([name]) => name)).toEqual(['image']);
    expect(last.filter((line) => line.startsWith('RUN '))).toHaveLength(1);
  });

  it('installs before it copies sources, so that a change of source installs nothing', () => {
    const build = stages.get('build') ?? [];
    const install = build.findIndex((line) => /npm ci$/.test(line));
    expect(build.indexOf('COPY . .')).toBeGreaterThan(install);
    expect(stages.get('dependencies')).not.toContain('COPY . .');
  });

  it('ends as a user that is not root, with an init, a health check and labels', () => {
    const text = last.join('\n');
    expect(text).toContain('USER 1000:1000');
    expect(text).toContain('ENTRYPOINT ["tini", "--"]');
    expect(text).toContain('CMD ["node", "dist/main.js"]');
    expect(text).toMatch(
      /HEALTHCHECK .*"curl", "-H", "X-INSTANA-SYNTHETIC: 1", .*"-f", .*localhost:8080\/health"/,
    );
    for (const label of ['title', 'version', 'revision', 'source', 'licenses']) {
      expect(text).toContain(`org.opencontainers.image.${label}=`);
    }
    expect(text).toMatch(/ENV .*HOST=0\.0\.0\.0 PORT=8080 VERSION=\$\{VERSION\}/);
    expect(last.findIndex((line) => line.startsWith('USER '))).toBeGreaterThan(
      last.findLastIndex((line) => /^(RUN|COPY) /.test(line)),
    );
  });

  it('takes in nothing but sources and manifests', () => {
    const lines = fileOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    expect(lines).toEqual(expect.arrayContaining(['**/node_modules', '**/.env*', '**/dist', '**/test']));
    expect(lines.filter((line) => line.startsWith('!')).join(' ')).not.toMatch(/\.git|\.env|charts|ops|docs/);
  });
});

describe('the dependencies of an image', () => {
  const out = mkdtempSync(join(tmpdir(), 'image-'));
  afterAll(() => rmSync(out, { recursive: true }));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['tools/image.mjs', ...args], { cwd: root, encoding: 'utf8' });
  const packages = new Map<string, string[]>();

  beforeAll(() => {
    for (const name of [...apps, 'psp', 'verifier']) {
      const { status, stderr } = run('manifests', name, join(out, name));
      if (status !== 0) throw new Error(stderr);
      const lock = JSON.parse(readFileSync(join(out, name, 'own/package-lock.json'), 'utf8')) as {
        packages: Record<string, object>;
      };
      packages.set(name, Object.keys(lock.packages));
    }
  });
  const of = (name: string, dependency: string) => packages.get(name)?.includes(`node_modules/${dependency}`);

  it('have each database’s client where it is used, and nowhere else', () => {
    const users = (dependency: string) => [...packages.keys()].filter((name) => of(name, dependency)).sort();
    expect(users('mongoose')).toEqual(['catalogue', 'dispatch', 'payment', 'user']);
    expect(users('typeorm')).toEqual(['ratings', 'shipping']);
    expect(users('mysql2')).toEqual(['ratings', 'shipping']);
    expect(users('ioredis')).toEqual(['cart', 'user', 'web']);
    expect(users('next')).toEqual(['web']);
    expect(users('@nestjs/core')).toEqual(apps.filter((name) => name !== 'web').sort());
  });

  // Loaded when it is first used: an image without would start, and fail a merchant days later.
  it.each([
    'sharp',
    '@img/sharp-linux-x64',
    '@img/sharp-linux-arm64',
    '@aws-sdk/client-s3',
    '@opensearch-project/opensearch',
  ])('have %s for the catalogue alone', (dependency) => {
    expect([...packages.keys()].filter((name) => of(name, dependency))).toEqual(['catalogue']);
  });

  it('bring no second Node, no compiler and no test runner', () => {
    const tools =
      /^node_modules\/(node-linux-\w+|typescript|@typescript\/native|vitest|vite|@biomejs\/biome|tailwindcss|maildev|playwright-core)$/;
    for (const [name, paths] of packages)
      expect([name, paths.filter((path) => tools.test(path))]).toEqual([name, []]);
  });

  it('have every library of the house that the app imports', () => {
    for (const name of apps) {
      const imported = new Set<string>();
      for (const file of readdirSync(join(root, 'apps', name, 'src'), {
        recursive: true,
        encoding: 'utf8',
      })) {
        if (!/\.tsx?$/.test(file) || (name === 'web' && !file.startsWith('gateway'))) continue;
        const text = readFileSync(join(root, 'apps', name, 'src', file), 'utf8');
        for (const [, lib] of text.matchAll(/from '(@shop\/[a-z]+)/g)) imported.add(lib ?? '');
      }
      expect(imported.size).toBeGreaterThan(0);
      for (const lib of imported) expect([name, lib, of(name, lib)]).toEqual([name, lib, true]);
    }
  });

  it('come as manifests that npm takes, those of the house cut to what is there', () => {
    for (const [name, paths] of packages) {
      for (const path of paths.filter((one) => /^(apps|libs|tools)\//.test(one))) {
        const manifest = JSON.parse(readFileSync(join(out, name, 'own', path, 'package.json'), 'utf8')) as {
          dependencies?: Record<string, string>;
          devDependencies?: object;
        };
        expect(manifest.devDependencies).toBeUndefined();
        const missing = Object.keys(manifest.dependencies ?? {}).filter((one) => !of(name, one));
        expect([path, missing]).toEqual([path, []]);
      }
      expect(existsSync(join(out, name, 'all/package-lock.json'))).toBe(true);
    }
  });

  it('are not to be had for an app that there is not', () => {
    const { status, stderr } = run('manifests', 'crat', out);
    expect(status).toBe(1);
    expect(stderr).toMatch(/no app "crat"\. Choose one of .*cart/);
  });
});
