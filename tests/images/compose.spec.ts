import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { apps, fileOf } from './files.ts';

const Health = z.object({
  test: z.array(z.string()),
  interval: z.string(),
  timeout: z.string(),
  retries: z.number(),
});
const Service = z.object({
  image: z.string(),
  build: z.object({ context: z.literal('.'), args: z.record(z.string(), z.string()) }).optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  cap_add: z.array(z.string()).optional(),
  privileged: z.boolean().optional(),
  security_opt: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: Health.optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  profiles: z.array(z.string()).optional(),
});
type Service = z.output<typeof Service>;

const text = fileOf('docker-compose.yaml');
const { services } = z
  .object({ services: z.record(z.string(), Service) })
  .parse(parse(text, { merge: true, maxAliasCount: 1_000 }));
const all = Object.entries(services);
const built = [...apps, 'psp'] as const;
const stores = ['mongodb', 'mysql', 'redis', 'rabbitmq'];
const service = (name: string): Service => services[name] ?? expect.unreachable(`no service ${name}`);

describe('docker-compose.yaml', () => {
  it('has every app, the stores, the providers and the mailbox without a profile', () => {
    const always = all.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name);
    expect(always.sort()).toEqual([...built, ...stores, 'mailbox'].sort());
  });

  it('keeps everything that watches in the profile observability', () => {
    const watching = all
      .filter(([, { profiles }]) => profiles?.includes('observability'))
      .map(([name]) => name);
    expect(watching.sort()).toEqual(
      ['alertmanager', 'elasticsearch', 'grafana', 'kibana', 'otel-collector', 'prometheus'].sort(),
    );
  });

  it.each(built)('builds %s from the one Dockerfile and names it by REPO and TAG', (name) => {
    const { image, build } = service(name);
    expect(image).toBe(`\${REPO:-shopstack}/${name}:\${TAG:-0.1.0}`);
    expect(build?.args).toEqual({ APP: name, VERSION: `\${TAG:-0.1.0}`, REVISION: `\${REVISION:-unknown}` });
  });

  it.each(built)('asks %s for its health as a probe, every 10 s, three times', (name) => {
    const path = { web: '/', ratings: '/_health', psp: '/_health' }[name as string] ?? '/health';
    expect(service(name).healthcheck).toMatchObject({
      test: ['CMD', 'curl', '-H', 'X-INSTANA-SYNTHETIC: 1', '-f', `http://localhost:8080${path}`],
      interval: '10s',
      timeout: '10s',
      retries: 3,
    });
  });

  it.each([...built, 'mailbox'])('gives %s no way to change itself or the machine', (name) => {
    expect(service(name)).toMatchObject({
      user: '1000:1000',
      read_only: true,
      tmpfs: [expect.stringMatching(/^\/tmp:/)],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it.each(all)('keeps %s on the network, its log short, its ports on this machine', (_, one) => {
    expect(one.networks).toEqual(['shopstack']);
    expect(one.logging).toEqual({ driver: 'json-file', options: { 'max-size': '25m', 'max-file': '2' } });
    expect(one.ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(one.security_opt).toContain('no-new-privileges:true');
    expect([one.cap_add, one.privileged]).toEqual([undefined, undefined]);
  });

  it.each(all)('pins the version of what %s runs', (_, { image }) => {
    expect(image).toMatch(/:(\d|v\d|\$\{TAG:-\d)/);
    expect(image).not.toMatch(/:latest/);
  });

  it.each(all)(
    'starts %s after what it needs is well, and waits only for what has a health check',
    (_, one) => {
      for (const [name, { condition }] of Object.entries(one.depends_on)) {
        expect([name, condition]).toEqual([name, 'service_healthy']);
        expect(service(name).healthcheck).toBeDefined();
      }
    },
  );

  it('starts every app after each peer and store that its URLs lead to', () => {
    // Some edges lead back (everyone asks user for its keys, psp tells payment): those wait by asking again.
    const back = new Set(['user', 'payment', 'mailbox']);
    for (const name of apps) {
      const { environment, depends_on } = service(name);
      const hosts = Object.entries(environment)
        .filter(([variable]) => variable.endsWith('_URL') && !['PUBLIC_URL', 'PSP_URL'].includes(variable))
        .flatMap(([, url]) => [...url.matchAll(/(?:\/\/|@)([a-z]+):\d+/g)].map(([, host]) => host ?? ''))
        .filter((host) => host in services && !back.has(host));
      expect(Object.keys(depends_on)).toEqual(expect.arrayContaining([...new Set(hosts)]));
    }
  });
});

describe('a secret in docker-compose.yaml', () => {
  const secret = /(SECRET|PASSWORD|SECRET_KEY|_PASS|WEBHOOK_SECRETS)$/;

  it('comes from .env and has no default', () => {
    const given = all.flatMap(([, { environment }]) =>
      Object.entries(environment).filter(([name]) => secret.test(name)),
    );
    expect(given.length).toBeGreaterThan(20);
    for (const [name, value] of given) {
      expect([name, value]).toEqual([name, expect.stringMatching(/^(1:)?\$\{[A-Z_]+:?\?[^}]+\}$/)]);
    }
  });

  it('is in no URL but by its variable', () => {
    const words = [...text.matchAll(/:([^:@\n]*)@(?:mongodb|mysql|redis|rabbitmq):/g)].map(
      ([, word]) => word ?? '',
    );
    expect(words.length).toBeGreaterThan(5);
    for (const word of words) expect(word).toMatch(/^\$\{[A-Z_]+\?run ops\/compose\/secrets.sh\}$/);
  });

  it('of an app may not even be empty', () => {
    for (const name of built) {
      const own = Object.entries(service(name).environment).filter(([variable]) => secret.test(variable));
      for (const [variable, value] of own)
        expect([variable, value]).toEqual([variable, expect.stringMatching(/:\?/)]);
    }
  });
});
