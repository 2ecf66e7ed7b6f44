import { execa } from 'execa';
import { find, succeeds } from './command.ts';
import { freeBytes, megabytes } from './disk.ts';
import { reason, Trouble } from './trouble.ts';

const INSTALL_LIMIT_MS = 15 * 60_000;
const UPDATE_LIMIT_MS = 3 * 60_000;
// Room for dpkg to unpack and for the data of the first start.
const SPARE_BYTES = 300 * 1024 * 1024;

// Debian starts a server as soon as it is installed; ours are private. The policy file is put back as it was found.
const INSTALL = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"; chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT INT TERM HUP
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
`;

/** Why packages cannot be installed here, or undefined when they can. */
export async function whyNotInstall(): Promise<string | undefined> {
  if ((await find('apt-get')) === undefined) return 'this machine has no apt-get';
  if (process.getuid?.() === 0) return undefined;
  if ((await find('sudo')) === undefined) return 'you are not root and there is no sudo';
  const allowed = await succeeds('sudo', ['-n', 'true'], { timeoutMs: 5_000 });
  return allowed ? undefined : 'sudo asks for a password (run `sudo -v` first)';
}

/** Installs packages of Debian or Ubuntu without letting them start anything. `line` gets what apt-get says. */
export async function install(packages: readonly string[], line: (text: string) => void): Promise<void> {
  const not = await whyNotInstall();
  if (not !== undefined) {
    throw new Trouble(
      `Needed: ${packages.join(', ')}, but ${not}.`,
      `Install ${packages.join(', ')} by hand and start again.`,
    );
  }
  if (await mustUpdate(packages)) {
    line('apt-get update');
    await asRoot(['apt-get', 'update', '-q'], UPDATE_LIMIT_MS, line).catch((error: unknown) => {
      line(`apt-get update failed (${reason(error)}); trying with the package lists that are there`);
    });
  }
  await needRoom(packages);
  try {
    await asRoot(['sh', '-c', INSTALL, 'install', ...packages], INSTALL_LIMIT_MS, line);
  } catch (error) {
    throw whatWentWrong(packages, error);
  }
}

/** The lists are missing (as in container images), or do not know a package. */
async function mustUpdate(packages: readonly string[]): Promise<boolean> {
  return !(await succeeds('apt-get', ['install', '-s', '-qq', ...packages], { timeoutMs: 60_000 }));
}

async function needRoom(packages: readonly string[]): Promise<void> {
  const args = ['install', '--assume-no', '--no-install-recommends', ...packages];
  const { stdout } = await execa('apt-get', args, {
    reject: false,
    timeout: 60_000,
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
  });
  const said = /([\d.,]+) ([kMG]B) of additional disk space/.exec(stdout);
  const unit = { kB: 1e3, MB: 1e6, GB: 1e9 }[said?.[2] as 'kB' | 'MB' | 'GB'] ?? 0;
  const needed = Number((said?.[1] ?? '0').replaceAll(',', '')) * unit + SPARE_BYTES;
  const free = await freeBytes('/usr');
  if (free < needed) {
    throw new Trouble(
      `The disk is too full to install ${packages.join(', ')}: ${megabytes(needed)} are needed, ${megabytes(free)} are free.`,
      'Free some space and start again.',
    );
  }
}

async function asRoot(
  command: readonly string[],
  limitMs: number,
  line: (text: string) => void,
): Promise<void> {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  const running = execa(program as string, args, {
    all: true,
    timeout: limitMs,
    stdin: 'ignore',
    env: { LC_ALL: 'C' },
  });
  for await (const text of running.iterable({ from: 'all' })) line(String(text));
  await running;
}

function whatWentWrong(packages: readonly string[], error: unknown): Trouble {
  const said = error instanceof Error && 'all' in error ? String(error.all) : reason(error);
  const names = packages.join(', ');
  const options = { cause: error };
  if (/No space left on device/.test(said)) {
    return new Trouble(
      `The disk filled up while ${names} was being installed.`,
      'Free some space and start again.',
      options,
    );
  }
  if (
    /Could not resolve|Failed to fetch|Unable to connect|Temporary failure|Network is unreachable/.test(said)
  ) {
    return new Trouble(
      `${names} could not be downloaded: the package server does not answer.`,
      'Check the network (or the proxy in /etc/apt) and start again.',
      options,
    );
  }
  if (/Unable to locate package|has no installation candidate/.test(said)) {
    return new Trouble(
      `This distribution has no package for ${names}.`,
      'Install the server by hand and start again.',
      options,
    );
  }
  const last = said.trim().split('\n').slice(-5).join('\n');
  return new Trouble(
    `apt-get could not install ${names}:\n${last}\n`,
    `Run \`apt-get install ${packages.join(' ')}\` by hand.`,
    options,
  );
}
