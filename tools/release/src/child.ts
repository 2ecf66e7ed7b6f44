import { execa } from 'execa';
import { Trouble } from './trouble.ts';

export const seconds = 1_000;
export const minutes = 60 * seconds;

export interface CallOptions {
  readonly cwd: string;
  readonly timeLimit: number;
  /** Standard input: the way for a secret, which must never stand on a command line. */
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** Shows what the child writes as it comes. */
  readonly show?: boolean;
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const howToGet: Record<string, string> = {
  docker: 'Install Docker with buildx: https://docs.docker.com/engine/install.',
  aws: 'Install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html.',
  trivy:
    'Install Trivy (`tools/release/tools.sh` does, or see https://trivy.dev/latest/getting-started/installation) and run this again.',
  cosign:
    'Install cosign (`tools/release/tools.sh` does, or see https://docs.sigstore.dev/cosign/system_config/installation) and run this again.',
  kubectl: 'Install kubectl (https://kubernetes.io/docs/tasks/tools) or hand the verdicts in by --verdicts.',
  npm: 'npm comes with Node: install that from https://nodejs.org.',
};

/** Runs a program to its end and returns what it said, whatever its status; only a missing program or the time limit throw. */
export async function call(program: string, args: readonly string[], options: CallOptions): Promise<Ended> {
  const ended = await execa(program, args, {
    cwd: options.cwd,
    timeout: options.timeLimit,
    forceKillAfterDelay: 5 * seconds,
    reject: false,
    stripFinalNewline: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.env === undefined ? {} : { env: options.env }),
    // What is shown goes to standard error, which leaves standard output to --json.
    ...(options.show === true ? { stdout: ['pipe', process.stderr], stderr: ['pipe', process.stderr] } : {}),
  });
  if (ended.timedOut) {
    throw new Trouble(
      'outside',
      `${program} ${args[0] ?? ''} took longer than ${Math.round(options.timeLimit / seconds)} s.`,
      'It was stopped. See what it waits for, and run this again.',
    );
  }
  if (ended.code === 'ENOENT')
    throw new Trouble('outside', `${program} is not on the PATH.`, howToGet[program] ?? 'Install it.');
  return {
    status: ended.exitCode ?? 1,
    stdout: String(ended.stdout ?? ''),
    stderr: String(ended.stderr ?? ''),
  };
}

/** The last lines of what a failed program wrote, for a message. */
export function tail(ended: Ended, lines = 6): string {
  const said = ended.stderr.trim() === '' ? ended.stdout : ended.stderr;
  return said.trim().split('\n').slice(-lines).join('\n');
}
