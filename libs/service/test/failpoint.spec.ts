import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { armFailpoints, failpoint } from '../src/failpoint.ts';
import { failpoints, failpointsToArm } from '../src/failpoints.ts';

const root = join(import.meta.dirname, '../../..');
const names = Object.keys(failpoints);
const refusals = (text: string): string[] =>
  failpointsToArm.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

/** Runs a few lines in a process of its own, with a service's base environment. */
function runs(lines: string, env: Record<string, string>) {
  const text = `
    import { baseEnv, readEnv } from './libs/service/src/env.ts';
    import { armFailpoints, failpoint } from './libs/service/src/failpoint.ts';
    import { z } from 'zod';
    const env = readEnv(z.object(baseEnv), process.env);
    armFailpoints(env.FAILPOINT);
    ${lines}`;
  const given = { PATH: process.env.PATH, PORT: '1', SERVICE_SECRET: 'x'.repeat(32), ...env };
  const args = ['--conditions=source', '--input-type=module', '-e', text];
  return spawnSync(process.execPath, args, { cwd: root, env: given, encoding: 'utf8', timeout: 50_000 });
}

describe('a failpoint', () => {
  afterEach(() => armFailpoints(undefined));

  it('is an empty function unless armed', () => {
    expect(failpoint('relay.after-publish')).toBeUndefined();
    expect(failpoint.toString()).toMatch(/^\(\) ?=> ?(undefined|void 0)$/);
  });

  it('acts at its own place alone, at its pass alone', async () => {
    armFailpoints('relay.after-publish@2:error');
    await failpoint('relay.before-publish');
    await failpoint('relay.after-publish');
    await expect(failpoint('relay.after-publish')).rejects.toThrow('the failpoint relay.after-publish');
    await failpoint('relay.after-publish');
  });

  it('waits as long as it is told, or for ever', async () => {
    armFailpoints('mail.after-send:delay(30), mail.before-send:hang');
    const started = performance.now();
    await failpoint('mail.after-send');
    expect(performance.now() - started).toBeGreaterThan(25);
    const hung = Promise.resolve(failpoint('mail.before-send')).then(() => 'went on');
    expect(await Promise.race([hung, new Promise((resolve) => setTimeout(resolve, 60, 'hangs'))])).toBe(
      'hangs',
    );
  });

  it('kills its process with SIGKILL, and says so first', () => {
    const { signal, stdout } = runs("await failpoint('order.after-insert'); console.log('went on');", {
      FAILPOINT: 'order.after-insert:kill',
    });
    expect(signal).toBe('SIGKILL');
    expect(stdout).toContain('failpoints are armed');
    expect(stdout).toContain('failpoint order.after-insert: kill');
    expect(stdout).not.toContain('went on');
  });
});

describe('the variable FAILPOINT', () => {
  it.each([
    'relay.after-publish:kill',
    'relay.after-publish@12:delay(5)',
    'cart.after-empty:hang,mail.after-send:error',
  ])('may be %s', (text) => {
    expect(refusals(text)).toEqual([]);
  });

  it('names what there is when it names what there is not', () => {
    expect(refusals('relay.never:kill')).toEqual([
      expect.stringContaining('there is no failpoint "relay.never"'),
    ]);
    expect(refusals('relay.never:kill')[0]).toContain(names.join(', '));
    expect(refusals('relay.after-publish:explode')).toEqual([
      expect.stringContaining('kill, error, hang, delay(MS)'),
    ]);
    expect(refusals('relay.after-publish:kill(3)')).toHaveLength(1);
    expect(refusals('relay.after-publish:delay')).toHaveLength(1);
    expect(refusals('relay.after-publish')).toEqual([expect.stringContaining('NAME:ACTION')]);
    expect(refusals('relay.after-publish@0:kill')).toHaveLength(1);
    expect(refusals('constructor.x:kill,relay.after-publish:kill')).toHaveLength(1);
  });

  it('ends the process with status 78 when it is wrong, or where NODE_ENV is production', () => {
    const wrong = runs('', { FAILPOINT: 'relay.never:kill' });
    expect([wrong.status, wrong.stderr]).toEqual([
      78,
      expect.stringContaining('FAILPOINT: there is no failpoint'),
    ]);
    const live = runs('', { FAILPOINT: 'relay.after-publish:kill', NODE_ENV: 'production' });
    expect([live.status, live.stderr]).toEqual([
      78,
      expect.stringContaining('not where NODE_ENV is production'),
    ]);
    expect(runs('', { FAILPOINT: '', NODE_ENV: 'production' }).status).toBe(0);
  });
});

describe('the list of failpoints', () => {
  /** Calls in the sources; what a template leaves open may be any word. */
  const calls = globSync('{apps,libs}/*/src/**/*.ts', { cwd: root, exclude: ['libs/service/**'] }).flatMap(
    (file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\bfailpoint\(\s*(.+?)\s*,?\s*\)/g)].map(
        ([, argument = '']) => ({ file, argument }),
      ),
  );

  it('has what is called, and each is called in one place', () => {
    const places = new Map(names.map((name) => [name, [] as string[]]));
    for (const { file, argument } of calls) {
      const text = /^(['`])([a-z.-]+(?:\$\{\w+\})?)\1$/.exec(argument)?.[2];
      expect(text, `${file}: the name must stand in the call, not ${argument}`).toBeTypeOf('string');
      const pattern = new RegExp(`^${(text ?? '').replace('.', '\\.').replace(/\$\{\w+\}/, '[a-z-]+')}$`);
      const meant = names.filter((name) => pattern.test(name));
      // A template may match names that have a call of their own; the plain call has them.
      const own = new Set(calls.map((call) => call.argument.slice(1, -1)));
      const open = meant.filter((name) => name === text || !own.has(name));
      expect(open, `${file}: ${argument} is in no list`).not.toEqual([]);
      for (const name of open) places.get(name)?.push(`${file} ${argument}`);
    }
    const wrong = [...places].filter(([, found]) => found.length !== 1);
    expect(wrong).toEqual([]);
  });

  it('is the page of failpoints', () => {
    const rows = [
      ...readFileSync(join(root, 'docs/failpoints.md'), 'utf8').matchAll(
        /^\| `([a-z-]+\.[a-z-]+)` \| (.+) \|$/gm,
      ),
    ];
    expect(Object.fromEntries(rows.map(([, name, what]) => [name, what]))).toEqual(failpoints);
    expect(rows).toHaveLength(names.length);
  });
});
