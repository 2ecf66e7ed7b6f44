// Plays docker, aws, trivy, cosign, kubectl and npm in specs: records the call, fails where it is told to, and talks to the fake
// registry over HTTP where the real one would. Of npm it plays `run release`, by the real tool.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const folder = dirname(dirname(process.argv[1]));
const program = basename(process.argv[1]);
const args = process.argv.slice(2);
const line = args.join(' ');
const told = (name) =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
const after = (flag) => args[args.indexOf(flag) + 1];
const input = args.includes('--password-stdin') ? readFileSync(0, 'utf8') : '';

appendFileSync(join(folder, 'calls'), `${JSON.stringify({ program, args, input })}\n`);
const failing = JSON.parse(told(`${program}.fail`) ?? '{}');
if (failing.on !== undefined && line.includes(failing.on)) end(failing.words);

const withoutHost = (reference) => reference.slice(reference.indexOf('/') + 1);

async function manifest(method, reference, body) {
  const url = `${told('registry')}/v2/${encodeURIComponent(withoutHost(reference))}`;
  const answer = await fetch(url, { method, body }).catch(() => end('dial tcp: connection refused'));
  if (answer.status >= 500) end(`unexpected status: ${answer.status} registry is down`);
  return { found: answer.ok, text: await answer.text() };
}

function end(words) {
  console.error(words);
  process.exit(1);
}

const play = {
  async docker() {
    if (line.startsWith('buildx build')) {
      const image = `${after('--build-arg')} ${line.match(/VERSION=\S+/)} ${line.match(/REVISION=\S+/)}`;
      const digest = `sha256:${createHash('sha256').update(image).digest('hex')}`;
      const name = after('--tag');
      await manifest('PUT', name, digest);
      await manifest('PUT', `${name.slice(0, name.lastIndexOf(':'))}@${digest}`, digest);
      writeFileSync(after('--metadata-file'), JSON.stringify({ 'containerimage.digest': digest }));
    }
    if (line.startsWith('buildx imagetools inspect')) {
      const { found } = await manifest('GET', args.at(-1));
      if (!found) end(`ERROR: ${args.at(-1)}: not found`);
    }
    if (line.startsWith('buildx imagetools create')) {
      const { found, text } = await manifest('GET', args.at(-1));
      if (!found) end(`ERROR: ${args.at(-1)}: not found`);
      await manifest('PUT', after('--tag'), text);
    }
    if (line.startsWith('login')) await manifest('GET', 'host/ping');
  },
  async aws() {
    if (line.includes('get-login-password')) console.log('a-secret-password');
    if (line.includes('batch-delete-image')) {
      await manifest(
        'DELETE',
        `host/${after('--repository-name')}:${after('--image-ids').replace('imageTag=', '')}`,
      );
      console.log('{"imageIds": [], "failures": []}');
    }
  },
  async trivy() {
    const { found } = await manifest('GET', args.at(-1));
    if (!found) end('unable to find the specified image');
    const vulnerabilities = JSON.parse(told('findings') ?? '[]');
    writeFileSync(after('--output'), JSON.stringify({ Results: [{ Vulnerabilities: vulnerabilities }] }));
    if (args.includes('--exit-code') && vulnerabilities.length > 0) process.exit(1);
  },
  async cosign() {},
  async npm() {
    if (!line.startsWith('run --silent release -- ')) return;
    const tool = ['--conditions=source', told('tool'), ...args.slice(4)];
    process.exitCode = spawnSync(process.execPath, tool, { stdio: 'inherit' }).status ?? 1;
  },
  async kubectl() {
    console.log(told('kubectl.answer') ?? '{"items": []}');
  },
};
await play[program]();
