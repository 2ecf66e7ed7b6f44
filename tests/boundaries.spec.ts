import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

/** What Biome says of a file with this text, if it stood at this path: in a copy of the repository's rules. */
function lint(path: string, text: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(copy, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
    const [area, name] = path.split('/') as [string, string];
    mkdirSync(join(copy, dirname(path)), { recursive: true });
    copyFileSync(join(root, area, name, 'package.json'), join(copy, area, name, 'package.json'));
    writeFileSync(join(copy, path), text);
    const { stdout, stderr } = spawnSync(bin('biome'), ['lint', path], { cwd: copy, encoding: 'utf8' });
    return stdout + stderr;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

describe('the boundaries are kept by tools: each turns red when it is crossed', () => {
  it.each([
    [
      'an app imports another app by name',
      'apps/cart/src/x.ts',
      "import { a } from '@shop/user';\na();\n",
      'noUndeclaredDependencies',
    ],
    [
      'contracts import more than zod',
      'libs/contracts/src/x.ts',
      "import { a } from 'rxjs';\na();\n",
      'noUndeclaredDependencies',
    ],
    [
      'the storefront imports Nest',
      'apps/web/src/x.ts',
      "import { a } from '@nestjs/common';\na();\n",
      'noUndeclaredDependencies',
    ],
    [
      'the cart imports an ORM',
      'apps/cart/src/x.store.ts',
      "import { a } from 'typeorm';\na();\n",
      'noUndeclaredDependencies',
    ],
    [
      'a database client outside a store',
      'apps/cart/src/cart.service.ts',
      "import { Redis } from 'ioredis';\nnew Redis();\n",
      'noRestrictedImports',
    ],
    [
      'rules that are not pure',
      'apps/cart/src/cart.ts',
      "import { log } from '@shop/service';\nlog.info('x');\n",
      'noRestrictedImports',
    ],
    [
      'the environment read outside env.ts',
      'apps/cart/src/x.ts',
      'export const a = process.env.A;\n',
      'noProcessEnv',
    ],
    ['an enum', 'apps/cart/src/x.ts', 'export enum A { B }\n', 'noEnum'],
    ['a default export', 'apps/cart/src/x.ts', 'export default 1;\n', 'noDefaultExport'],
    ['any', 'apps/cart/src/x.ts', 'export const a = (b: any) => b;\n', 'noExplicitAny'],
  ])('%s', (_, path, text, rule) => {
    expect(lint(path, text)).toContain(rule);
  });

  it('an app imports another app by its path', () => {
    const folder = mkdtempSync(join(root, 'apps/cart/boundary-'));
    try {
      writeFileSync(
        join(folder, 'x.ts'),
        "import { nameKey } from '../../user/src/account/account.ts';\nnameKey('a');\n",
      );
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          extends: '../tsconfig.json',
          compilerOptions: {
            rootDir: '.',
            composite: false,
            declaration: false,
            noEmit: true,
            incremental: false,
            rewriteRelativeImportExtensions: false,
            allowImportingTsExtensions: true,
          },
          include: ['.'],
          references: [],
        }),
      );
      const { stdout } = spawnSync(bin('tsc'), ['-p', folder], { cwd: root, encoding: 'utf8' });
      expect(stdout).toContain('TS6059');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('nobody reaches inside a lib', () => {
    const code =
      "import('@shop/contracts/src/cart.ts').then(() => process.exit(0), (e) => { console.log(e.code); process.exit(0); })";
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: join(root, 'apps/cart'),
      encoding: 'utf8',
    });
    expect(said).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
