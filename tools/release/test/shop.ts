import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Environ, openSession, type Session, type SessionOptions } from '../src/session.ts';

const nowhere = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

/** A clone of a small shop of its own, with a bare remote beside it: both real repositories in a temporary folder. */
export interface Shop {
  readonly folder: string;
  readonly root: string;
  readonly origin: string;
  git(...args: string[]): string;
  write(files: Record<string, string>): void;
  read(path: string): string;
  /** Writes files, commits them and returns the commit. */
  commit(message: string, files?: Record<string, string>): string;
  push(): void;
  /** Another clone of the same remote. */
  clone(name: string, ...options: string[]): Shop;
  session(options?: SessionOptions, env?: Environ): Promise<Session>;
  /** What the remote has: a ref's object, or the text of a file in a branch. */
  remoteRefs(prefix: string): string[];
  remoteFile(branch: string, path: string): string;
  remove(): void;
}

const templates = new Map<string, Shop>();

/**
 * A copy of a shop that is made once: k8s/staging and k8s/preprod at one commit. With a name, of one that was prepared further, once
 * too: what a spec begins with need not be made again for each of its tests.
 */
export async function openShop(name = '', prepare?: (shop: Shop) => Promise<void> | void): Promise<Shop> {
  let template = templates.get(name);
  if (template === undefined) {
    template = name === '' ? makeShop(newFolder()) : await openShop();
    await prepare?.(template);
    templates.set(name, template);
    process.once('exit', template.remove);
  }
  const folder = newFolder();
  cpSync(template.folder, folder, { recursive: true });
  const config = join(folder, 'work/.git/config');
  writeFileSync(config, readFileSync(config, 'utf8').replaceAll(template.folder, folder));
  return shopIn(folder, join(folder, 'work'), join(folder, 'origin.git'));
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'shop-release-test-'));

function makeShop(folder: string): Shop {
  const origin = join(folder, 'origin.git');
  execFileSync(
    'git',
    ['init', '--quiet', '--template=', '--bare', '--initial-branch=k8s/staging', origin],
    gitOptions(folder),
  );
  const root = join(folder, 'work');
  execFileSync(
    'git',
    ['init', '--quiet', '--template=', '--initial-branch=k8s/staging', root],
    gitOptions(folder),
  );
  const shop = shopIn(folder, root, origin);
  shop.git('remote', 'add', 'origin', origin);
  // Housekeeping and flushing are of no use to what lives for a second.
  const quick =
    '[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n[core]\n\tfsync = none\n';
  for (const config of [join(origin, 'config'), join(root, '.git/config')]) appendFileSync(config, quick);
  introduce(shop);
  shop.commit('Open the shop', files());
  shop.push();
  shop.git('push', '--quiet', 'origin', 'HEAD:k8s/preprod');
  return shop;
}

function introduce(shop: Shop): void {
  shop.git('config', 'user.name', 'Ada');
  shop.git('config', 'user.email', 'ada@example.com');
}

const gitOptions = (cwd: string) => ({
  cwd,
  encoding: 'utf8' as const,
  env: { ...process.env, ...nowhere },
  stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
});

function shopIn(folder: string, root: string, origin: string): Shop {
  const git = (...args: string[]) => execFileSync('git', args, gitOptions(root)).trim();
  const write = (written: Record<string, string>) => {
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  return {
    folder,
    root,
    origin,
    git,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    commit: (message, changed = {}) => {
      write(changed);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    push: () => {
      git('push', '--quiet', 'origin', 'HEAD:k8s/staging');
    },
    clone: (name, ...options) => {
      const place = join(folder, name);
      const url = options.length > 0 ? `file://${origin}` : origin;
      execFileSync('git', ['clone', '--quiet', ...options, url, place], gitOptions(folder));
      const other = shopIn(folder, place, origin);
      introduce(other);
      return other;
    },
    session: async (options = {}, env = {}) => ({
      ...(await openSession(options, { ...env }, root)),
      say: () => undefined,
      warn: () => undefined,
    }),
    remoteRefs: (prefix) =>
      execFileSync('git', ['for-each-ref', '--format=%(refname)', prefix], gitOptions(origin))
        .split('\n')
        .filter((line) => line !== ''),
    remoteFile: (branch, path) => execFileSync('git', ['show', `${branch}:${path}`], gitOptions(origin)),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

/** cart and web, on libs that use each other; the verifier; a chart for each. */
function files(): Record<string, string> {
  const manifest = (name: string, ...uses: string[]) =>
    `${JSON.stringify({ name: `@shop/${name}`, dependencies: Object.fromEntries(uses.map((use) => [use, '*'])) }, null, 2)}\n`;
  return {
    'package.json': `${JSON.stringify({ name: 'shopstack', workspaces: ['libs/*', 'apps/*', 'tools/*'], devDependencies: { next: '^16.0.0' }, scripts: { lint: 'true' } }, null, 2)}\n`,
    'package-lock.json': lockfile(),
    '.gitignore': 'node_modules/\n.shopstack/\n',
    Dockerfile: 'FROM node\n',
    'tsconfig.base.json': '{}\n',
    'README.md': '# Shop\n',
    'docs/release.md': '# Release\n',
    'libs/contracts/package.json': manifest('contracts', 'zod'),
    'libs/contracts/src/index.ts': 'export const contracts = 1;\n',
    'libs/auth/package.json': manifest('auth', '@shop/contracts'),
    'libs/auth/src/index.ts': 'export const auth = 1;\n',
    'libs/auth/test/auth.spec.ts': '// a test\n',
    'apps/cart/package.json': manifest('cart', '@shop/auth', 'ioredis'),
    'apps/cart/src/main.ts': 'export const cart = 1;\n',
    'apps/web/package.json': manifest('web', '@shop/contracts', 'next'),
    'apps/web/src/main.ts': 'export const web = 1;\n',
    'tools/verifier/package.json': manifest('verifier', '@shop/contracts'),
    'tools/verifier/src/main.ts': 'export const verifier = 1;\n',
    'tools/stack/package.json': manifest('stack', '@shop/contracts'),
    'tools/stack/src/main.ts': 'export const stack = 1;\n',
    'charts/cart/values.yaml': values('cart'),
    'charts/web/values.yaml': values('web'),
    'charts/environments/verifier.yaml':
      'verifier:\n  image:\n    repository: shopstack/verifier\n    tag: 0.1.0\n    previousTag: ""\n',
  };
}

export function values(app: string): string {
  return `# The ${app}, as it runs.
deploy:
  replicaCount: 2 # two, so that one may go

  image:
    repository: shopstack/${app}
    tag: 0.1.0 # written by the release
    previousTag: ""
    pullPolicy: IfNotPresent
service: { type: ClusterIP }
`;
}

/** A lockfile as npm writes it: next is web's alone, zod everybody's, ioredis the cart's. */
export function lockfile(versions: Record<string, string> = {}): string {
  const at = (name: string, version: string) => versions[name] ?? version;
  const link = (folder: string) => ({ resolved: folder, link: true });
  return `${JSON.stringify(
    {
      name: 'shopstack',
      lockfileVersion: 3,
      packages: {
        '': { name: 'shopstack', devDependencies: { next: '^16.0.0' } },
        'apps/cart': { name: '@shop/cart', dependencies: { '@shop/auth': '*', ioredis: '*' } },
        'apps/web': { name: '@shop/web', dependencies: { '@shop/contracts': '*', next: '*' } },
        'libs/auth': { name: '@shop/auth', dependencies: { '@shop/contracts': '*' } },
        'libs/contracts': { name: '@shop/contracts', dependencies: { zod: '*' } },
        'tools/stack': { name: '@shop/stack', dependencies: { '@shop/contracts': '*' } },
        'tools/verifier': { name: '@shop/verifier', dependencies: { '@shop/contracts': '*' } },
        'node_modules/@shop/auth': link('libs/auth'),
        'node_modules/@shop/cart': link('apps/cart'),
        'node_modules/@shop/contracts': link('libs/contracts'),
        'node_modules/@shop/web': link('apps/web'),
        'node_modules/@typescript/native': { version: at('@typescript/native', '7.0.2'), dev: true },
        'node_modules/ioredis': { version: at('ioredis', '5.9.3'), dependencies: { debug: '^4' } },
        'node_modules/debug': { version: at('debug', '4.4.3') },
        'node_modules/next': { version: at('next', '16.4.5'), dependencies: { postcss: '8.4.31' } },
        'node_modules/next/node_modules/postcss': { version: at('postcss', '8.4.31') },
        'node_modules/vitest': { version: at('vitest', '5.1.1'), dev: true },
        'node_modules/zod': { version: at('zod', '4.6.7') },
      },
    },
    null,
    2,
  )}\n`;
}

/** Releases these versions as they are, without building anything: tags on the current commit. */
export function releaseAsIs(shop: Shop, versions: Record<string, string>): void {
  for (const [app, version] of Object.entries(versions))
    shop.git('tag', '--annotate', '--message', `${app} ${version}`, `${app}/v${version}`);
  shop.git('push', '--quiet', '--tags', 'origin');
}
