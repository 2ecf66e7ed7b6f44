import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standIn } from './support/stand-ins.ts';
import { has } from './support/tools.ts';

const script = join(import.meta.dirname, '../../ops/terraform/mysql-accounts.sh');
const shop = (mysql: object | null) => JSON.stringify({ cluster: 'shopstack-staging', mysql });
const managed = { address: 'db.example:3306', master_secret_arn: 'arn:master' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-accounts-'));
  const put = (name: string, text: string) => standIn(join(folder, 'bin'), name, `#!/bin/bash\n${text}\n`);
  put('terraform', `echo '${shop(managed)}'`);
  put(
    'aws',
    `case "$*" in *arn:master*) echo '{"username":"shopkeeper","password":"m#ster p"}';; *mysql-shipping*) echo shippingpw;; *) echo ratingspw;; esac`,
  );
  // Runs what would run in the pod, with a client that keeps what it was given.
  put(
    'kubectl',
    `echo "$*" > ${join(folder, 'kubectl')}; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`,
  );
  put(
    'mysql',
    `cat "\${1#--defaults-extra-file=}" > ${join(folder, 'settings')}; cat > ${join(folder, 'sql')}`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) =>
  execa(script, words, {
    reject: false,
    timeout: 30_000,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  });
const kept = (name: string) => readFileSync(join(folder, name), 'utf8');
const jq = has('jq');

describe('ops/terraform/mysql-accounts.sh', () => {
  it.skipIf(!jq)(
    'makes an account a service, over TLS alone, no password on a command line (skipped without jq)',
    async () => {
      const { exitCode, stderr, stdout } = await run('staging');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toContain('at db.example.');
      expect(kept('settings')).toBe(
        '[client]\nhost=db.example\nuser=shopkeeper\npassword="m#ster p"\nssl-mode=REQUIRED\nconnect-timeout=10\n',
      );
      expect(kept('sql')).toContain(
        "CREATE USER IF NOT EXISTS 'shipping'@'%' IDENTIFIED BY 'shippingpw' REQUIRE SSL;",
      );
      expect(kept('sql')).toContain("GRANT ALL ON ratings.* TO 'ratings'@'%';");
      expect(kept('kubectl')).toContain('--context shopstack-staging');
      expect(kept('kubectl')).not.toMatch(/shippingpw|ratingspw|m#ster/);
    },
  );

  it.skipIf(!jq)('says that a MySQL in the cluster needs none of it (skipped without jq)', async () => {
    standIn(join(folder, 'bin'), 'terraform', `#!/bin/sh\necho '${shop(null)}'\n`);
    const { exitCode, stderr } = await run('staging');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('keeps MySQL in the cluster');
  });

  it('asks for an environment', async () => {
    const { exitCode, stderr } = await run('production');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('staging or preprod');
  });
});
