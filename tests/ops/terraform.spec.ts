import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecaError, execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/until.ts';
import { has } from './support/tools.ts';

const root = join(import.meta.dirname, '../..');
const minute = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'shop-terraform-'));
const terraform = join(folder, 'ops/terraform');
/** Where Terraform's provider can be had without its registry: SHOP_TERRAFORM_MIRROR, or the folder that images use. */
const mirror = process.env['SHOP_TERRAFORM_MIRROR'] ?? '/opt/tf-plugins';
const at = (path: string) => join(terraform, path);
const possible = has('terraform') && existsSync(mirror);
/** TERRAFORM=long: every environment, every module and the stand-in of AWS. Each call of the provider costs seconds of both cores. */
const whole = process.env['TERRAFORM'] === 'long';
const moto = possible && whole && has('moto_server');

const roots = ['bootstrap', 'environments/delivery', 'environments/staging', 'environments/preprod'];
const planned = ['vpc', 'eks', 'rds', 'mq', 'private-bucket', 'pictures'];

const env: Record<string, string> = {
  TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
  TF_IN_AUTOMATION: '1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'eu-west-1',
  AWS_MAX_ATTEMPTS: '2',
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_PROXY: '127.0.0.1',
  no_proxy: '127.0.0.1',
};

/** Terraform's answer; what it complains about is the error's message. */
async function run(path: string, ...words: string[]): Promise<string> {
  const { stdout } = await execa('terraform', [`-chdir=${at(path)}`, ...words], { env, timeout: 4 * minute });
  return stdout;
}

beforeAll(() => {
  mkdirSync(join(folder, 'ops'));
  cpSync(join(root, 'ops/terraform'), terraform, {
    recursive: true,
    filter: (path) => !path.includes('.terraform'),
  });
  cpSync(join(root, 'ops/secrets.table'), join(folder, 'ops/secrets.table'));
  writeFileSync(
    join(folder, 'terraformrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the text of Terraform', () => {
  const files = readdirSync(join(root, 'ops/terraform'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tf'),
  );

  it('describes every variable and output, over several lines, as Terraform wants more than one argument', () => {
    const blocks = files.flatMap((name) =>
      [
        ...readFileSync(join(root, 'ops/terraform', name), 'utf8').matchAll(
          /^(?:variable|output) "\w+" \{(.*)\n([\s\S]*?)^\}/gm,
        ),
      ].map(([text, first, body]) => ({ name, text, first, body })),
    );
    expect(blocks.length).toBeGreaterThan(60);
    for (const { name, text, first, body } of blocks) {
      expect(first, `${name}: ${text}`).toBe('');
      expect(body, `${name}: ${text}`).toMatch(/^ {2}description += /m);
    }
  });

  it('has no bucket that is not made private', () => {
    const all = files.map((name) => readFileSync(join(root, 'ops/terraform', name), 'utf8'));
    const buckets = all.flatMap((text) =>
      [...text.matchAll(/^resource "aws_s3_bucket" "(\w+)"/gm)].map(([, name]) => ({ name, text })),
    );
    expect(buckets.length).toBeGreaterThan(1);
    for (const { name, text } of buckets) {
      expect(text).toMatch(new RegExp(`/private-bucket"\\n +bucket += aws_s3_bucket\\.${name}\\n`));
    }
  });

  it('is free of secrets', () => {
    for (const name of files) {
      expect(readFileSync(join(root, 'ops/terraform', name), 'utf8'), name).not.toMatch(
        /AKIA[0-9A-Z]{16}|password += "[^$"]/,
      );
    }
  });
});

describe.skipIf(!possible)(
  'terraform (skipped without it, or without its provider in SHOP_TERRAFORM_MIRROR)',
  () => {
    it('is formatted', async () => {
      expect(await run('.', 'fmt', '-check', '-recursive')).toBe('');
    });

    it.each(whole ? roots : ['environments/staging'])(
      `finds %s valid${whole ? '' : ' (TERRAFORM=long: all of them)'}`,
      async (path) => {
        await run(path, 'init', '-backend=false', '-input=false', '-no-color');
        const answer = z
          .object({ valid: z.boolean(), warning_count: z.number() })
          .parse(JSON.parse(await run(path, 'validate', '-json')));
        expect(answer).toMatchObject({ valid: true, warning_count: 0 });
      },
      2 * minute,
    );

    it.each(whole ? planned : ['eks'])(
      `plans %s as its tests say${whole ? '' : ' (TERRAFORM=long: all of them)'}`,
      async (name) => {
        await run(`modules/${name}`, 'init', '-backend=false', '-input=false', '-no-color');
        expect(await run(`modules/${name}`, 'test', '-no-color')).toMatch(/Success! \d+ passed, 0 failed/);
      },
      4 * minute,
    );
  },
);

describe.skipIf(!moto)('applied against a stand-in of AWS (moto_server, TERRAFORM=long)', () => {
  let server: { kill(): unknown } & PromiseLike<unknown>;
  const Strings = z.record(z.string(), z.string());
  const ask = async (action: string, body: object): Promise<unknown> => {
    const response = await fetch(env['AWS_ENDPOINT_URL'] ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${action}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return response.json();
  };
  const value = async (name: string) =>
    z.object({ SecretString: z.string() }).parse(await ask('GetSecretValue', { SecretId: name }))
      .SecretString;
  const entry = async (name: string) => Strings.parse(JSON.parse(await value(`shopstack/staging/${name}`)));
  const apply = (...words: string[]) =>
    run('trial', 'apply', '-auto-approve', '-input=false', '-no-color', ...words);

  beforeAll(async () => {
    const port = await freePort();
    env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${port}`;
    server = execa('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
      reject: false,
      stdio: 'ignore',
    });
    const answers = () => fetch(env['AWS_ENDPOINT_URL'] ?? '').then(() => true);
    await until('the stand-in of AWS answers', answers, minute);
    mkdirSync(at('trial'));
    writeFileSync(at('trial/main.tf'), trial);
    await run('trial', 'init', '-input=false', '-no-color');
    await apply();
  }, 4 * minute);
  afterAll(async () => {
    server.kill();
    await server;
  });

  it('puts the entries together, the endpoint of a managed store in them', async () => {
    const [user, redis, shipping] = [await entry('user'), await entry('redis'), await entry('shipping')];
    expect(user['REDIS_URL']).toBe(`rediss://:${redis['password']}@redis.example:6379`);
    expect(shipping['MYSQL_URL']).toMatch(
      /^mysql:\/\/shipping:[A-Za-z0-9]{48}@mysql:3306\/shipping\?ssl=Amazon%20RDS$/,
    );
    expect((await entry('web'))['SERVICE_SECRET']).toBe(user['SERVICE_SECRET']);
  });

  it('changes nothing the second time, and keeps secrets out of its state', async () => {
    const before = await entry('user');
    expect(await apply()).toContain('0 added, 0 changed, 0 destroyed');
    expect(await entry('user')).toEqual(before);
    const state = readFileSync(at('trial/terraform.tfstate'), 'utf8');
    expect(state).toContain('shopstack/staging/user');
    for (const name of ['session', 'token', 'service', 'mysql-shipping']) {
      expect(state, name).not.toContain(await value(`shopstack-drawn/staging/${name}`));
    }
  });

  it('rotates one value and writes the entries it is in, no other', async () => {
    const [web, user] = [await entry('web'), await entry('user')];
    await apply('-var', 'rotations={ session = 2 }');
    const after = await entry('web');
    expect(after['SESSION_SECRET']).not.toBe(web['SESSION_SECRET']);
    expect(after['SERVICE_SECRET']).toBe(web['SERVICE_SECRET']);
    expect(await entry('user')).toEqual(user);
  });

  it('refuses to rotate what is not drawn', async () => {
    const error = await apply('-var', 'rotations={ sesion = 2 }').catch((reason: ExecaError) => reason);
    expect(String(error)).toContain('does not draw');
  });

  it.each(['staging', 'preprod'])(
    'plans the whole of %s',
    async (name) => {
      const path = `environments/${name}`;
      writeFileSync(at(`${path}/backend_override.tf`), 'terraform {\n  backend "local" {}\n}\n');
      await run(path, 'init', '-reconfigure', '-input=false', '-no-color');
      const smtp = name === 'preprod' ? ['-var', 'smtp_url=smtp://shop:{secret}@mail.example:587'] : [];
      const admins = 'admins=["arn:aws:iam::123456789012:role/admins"]';
      const plan = await run(
        path,
        'plan',
        '-input=false',
        '-no-color',
        ...smtp,
        '-var',
        admins,
        '-var',
        'emails=["a@shop.example"]',
      );
      const zones = name === 'preprod' ? 3 : 1;
      expect(plan).toMatch(/Plan: 1\d\d to add, 0 to change, 0 to destroy/);
      expect(plan.match(/aws_nat_gateway\.this\["[^"]+"\] will be created/g)).toHaveLength(zones);
      expect(plan).toContain(name === 'preprod' ? '"CLUSTER_MULTI_AZ"' : '"SINGLE_INSTANCE"');
    },
    4 * minute,
  );

  it('makes a repository for each image, whose versions cannot be written again', async () => {
    const urls = Strings.parse(JSON.parse(await run('trial', 'output', '-json', 'repositories')));
    expect(Object.keys(urls).toSorted()).toEqual([
      'cart',
      'catalogue',
      'dispatch',
      'payment',
      'psp',
      'ratings',
      'shipping',
      'user',
      'verifier',
      'web',
    ]);
    expect(readFileSync(at('trial/terraform.tfstate'), 'utf8')).toContain(
      '"image_tag_mutability": "IMMUTABLE"',
    );
  });
});

const trial = `
provider "aws" {
  region = "eu-west-1"
}
variable "rotations" {
  type    = map(number)
  default = {}
}
module "ecr" {
  source       = "../modules/ecr"
  mutable_tags = []
}
module "secrets" {
  source      = "../modules/secrets"
  environment = "staging"
  key_arn     = null
  rotations   = var.rotations
  endpoints = {
    mongodb = "mongodb-0.mongodb:27017", mongodb-options = "?replicaSet=rs0"
    mysql   = "mysql:3306", mysql-options = "?ssl=Amazon%20RDS"
    redis   = "redis.example:6379", redis-scheme = "rediss"
    rabbitmq = "rabbitmq:5672", rabbitmq-scheme = "amqp", smtp = "smtp://mailbox:1025"
  }
}
output "repositories" {
  value = module.ecr.repository_urls
}
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was free.');
  return address.port;
}
