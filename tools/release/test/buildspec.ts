import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { parse } from 'yaml';
import { z } from 'zod';

const Phase = z.strictObject({
  'runtime-versions': z.object({ nodejs: z.number() }).optional(),
  'on-failure': z.literal('ABORT'),
  commands: z.array(z.string()),
  finally: z.array(z.string()),
});
const order = ['install', 'pre_build', 'build', 'post_build'] as const;
export const Buildspec = z.strictObject({
  version: z.literal(0.2),
  env: z.strictObject({
    shell: z.literal('bash'),
    'git-credential-helper': z.literal('yes'),
    variables: z.record(z.string(), z.string()),
    'parameter-store': z.record(z.string(), z.string()),
    'secrets-manager': z.record(z.string(), z.string().regex(/^[\w/]+:[\w-]+$/)),
  }),
  phases: z.strictObject({ install: Phase, pre_build: Phase, build: Phase, post_build: Phase }),
  reports: z.record(
    z.string(),
    z.object({ files: z.array(z.string()), 'base-directory': z.string(), 'file-format': z.string() }),
  ),
  artifacts: z.strictObject({ name: z.string(), files: z.array(z.string()), 'base-directory': z.string() }),
  cache: z.strictObject({ paths: z.array(z.string()) }),
});

/** The shop's buildspec.yml. */
export function readBuildspec(): z.output<typeof Buildspec> {
  const file = new URL('../../../buildspec.yml', import.meta.url);
  return Buildspec.parse(parse(readFileSync(file, 'utf8')));
}

export interface BuildEnded {
  /** The phase that failed, or undefined. */
  readonly failed: string | undefined;
  readonly output: string;
}

/**
 * Runs the phases as CodeBuild does: the commands of a phase in one bash, the first failing one ends it, `finally` follows either way,
 * and ABORT ends the build.
 */
export async function runBuildspec(cwd: string, env: Record<string, string>): Promise<BuildEnded> {
  const { phases, env: own } = readBuildspec();
  let output = '';
  for (const name of order) {
    const whole = { ...own.variables, ...env };
    const commands = phases[name].commands.map((command) => `{ ${command}\n} || exit $?`).join('\n');
    const main = await bash(cwd, commands, { ...whole, CODEBUILD_BUILD_SUCCEEDING: '1' });
    const succeeding = main.exitCode === 0 ? '1' : '0';
    const last = await bash(cwd, phases[name].finally.join('\n'), {
      ...whole,
      CODEBUILD_BUILD_SUCCEEDING: succeeding,
    });
    output += `${main.all}\n${last.all}\n`;
    if (main.exitCode !== 0) return { failed: name, output };
  }
  return { failed: undefined, output };
}

function bash(cwd: string, script: string, env: Record<string, string>) {
  return execa('bash', ['--noprofile', '--norc', '-c', script], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    all: true,
    timeout: 240_000,
  });
}
