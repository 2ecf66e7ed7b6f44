// The entry of every npm script. Runs on any Node 20 with nothing installed: brings the dependencies in, then hands over
// to tools/stack under the Node that the repository asks for.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 0];
// Strips types by itself, without a flag.
const NODE_FOR_TYPES = [22, 19];
const INSTALL_BYTES = 1_500_000_000;
const LOOK_AGAIN_MS = 300;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lockfile = join(root, 'package-lock.json');
const stamp = join(modules, '.cache', 'shopstack', 'lock');

const end = (sentence) => {
  console.error(`\n${sentence}`);
  process.exit(1);
};
const isAtLeast = (wanted) => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
};

if (!isAtLeast(OLDEST_NODE)) {
  end(
    `ShopStack needs Node 20 or newer; this is ${process.version}. Install it from https://nodejs.org and start again.`,
  );
}
if (!installed()) installOnce();
handOver(nodeForTypes());

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(lockfile))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

/** Whether node_modules is what the lockfile says: by our stamp, or by npm's own record when npm was run by hand. */
function installed() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash();
  const record = join(modules, '.package-lock.json');
  const byHand = existsSync(record) && statSync(record).mtimeMs >= statSync(lockfile).mtimeMs;
  if (byHand) writeStamp();
  return byHand;
}

function writeStamp() {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash());
}

/** Two commands that start at once in one tree would delete each other's half of node_modules: one installs, the other waits. */
function installOnce() {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const claim = join(tmpdir(), `shopstack-install-${name}.pid`);
  while (!installed()) {
    try {
      writeFileSync(claim, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAlive(Number(readFileSync(claim, 'utf8')))) Atomics.wait(sleeper, 0, 0, LOOK_AGAIN_MS);
      else rmSync(claim, { force: true });
      continue;
    }
    process.once('exit', () => rmSync(claim, { force: true }));
    install();
    rmSync(claim, { force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function install() {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < INSTALL_BYTES) {
    end(
      `The disk is too full to install the dependencies: ${INSTALL_BYTES / 1e6} MB are needed in ${root}, ${Math.floor((bavail * bsize) / 1e6)} MB are free. Free some space and start again.`,
    );
  }
  console.log('Installing the dependencies with npm ci (about a minute, once)');
  // Errors only: packages that run on Node 24 alone would warn about an older one, which never runs them.
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const npm = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.error !== undefined)
    end('npm is not on the PATH. It comes with Node: install that from https://nodejs.org and start again.');
  if (npm.status !== 0) end(whyNot(npm.stderr));
  writeStamp();
}

function whyNot(said) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|ERR_SOCKET_TIMEOUT/.test(said)) {
    return 'The dependencies could not be downloaded: the npm registry does not answer. Check the network (or `npm config get registry`) and start again.';
  }
  if (/ENOSPC/.test(said))
    return 'The disk filled up while the dependencies were being installed. Free some space and start again.';
  return `npm ci failed:\n${said.trim().split('\n').slice(-15).join('\n')}\nCorrect that, or run npm ci by hand, and start again.`;
}

function nodeForTypes() {
  const own = join(modules, '.bin', 'node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  if (isAtLeast(NODE_FOR_TYPES)) return process.execPath;
  return end(
    `There is no Node 24 package for ${process.platform}-${process.arch}, so ShopStack needs Node ${NODE_FOR_TYPES.join('.')} or newer here; this is ${process.version}. Install it from https://nodejs.org and start again.`,
  );
}

function handOver(node) {
  const [command, ...rest] = process.argv.slice(2);
  const own = ['release', 'rehearse', 'chaos', 'promises', 'shopctl', 'lighthouse', 'pictures'].includes(
    command,
  );
  const main = join(root, 'tools', own ? command : 'stack', 'src', 'main.ts');
  // The channel tells the stack when this process is gone, however it went.
  const stack = spawn(node, ['--conditions=source', main, ...(own ? rest : process.argv.slice(2))], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl-C reaches the stack by the terminal; what is sent to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => stack.kill(signal));
  stack.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
