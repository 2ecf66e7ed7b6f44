import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHelm, HELM_VERSION, type HelmPlaces, haveHelm } from '../src/helm.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shopstack-helm-'));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A program that answers like helm. */
function program(path: string, version = 'v3.19.5'): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A PATH with tar and sh, and neither helm nor go. */
function bare(): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['tar', 'gzip', 'sh', 'echo']) {
    const { stdout } = execaSync('sh', ['-c', `command -v ${name}`]);
    if (stdout.startsWith('/'))
      writeFileSync(join(bin, name), `#!/bin/sh\nexec ${stdout} "$@"\n`, { mode: 0o755 });
  }
  return bin;
}

const places = (env: Record<string, string>, releases = 'http://127.0.0.1:9'): HelmPlaces => ({
  env,
  cache: join(folder, 'cache'),
  releases,
  goFolder: join(folder, 'no-go'),
});

/** Serves a release as get.helm.sh does. */
async function releases(spoil = false): Promise<string> {
  const machine = { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64'];
  const inner = `${process.platform}-${machine}`;
  program(join(folder, 'release', inner, 'helm'));
  const archive = join(folder, 'helm.tar.gz');
  execaSync('tar', ['-czf', archive, '-C', join(folder, 'release'), inner]);
  const bytes = readFileSync(archive);
  const sum = createHash('sha256').update(bytes).digest('hex');
  const name = `/helm-v${HELM_VERSION}-${inner}.tar.gz`;
  const listening = createServer((request, response) => {
    if (request.url === name) response.end(spoil ? Buffer.concat([bytes, Buffer.from('x')]) : bytes);
    else if (request.url === `${name}.sha256sum`) response.end(`${sum}  ${name.slice(1)}\n`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  server = listening;
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

describe('helm', () => {
  it('is the one that SHOP_HELM names', async () => {
    const path = program(join(folder, 'mine'));
    expect(await findHelm(places({ SHOP_HELM: path, PATH: bare() }))).toEqual({
      path,
      version: 'v3.19.5',
      from: 'SHOP_HELM',
    });
  });

  it('is not one of another major version', async () => {
    const path = program(join(folder, 'mine'), 'v2.17.0');
    await expect(findHelm(places({ SHOP_HELM: path, PATH: bare() }))).rejects.toThrow(
      /no Helm 3 \(v2\.17\.0\)/,
    );
  });

  it('is else the one on the PATH', async () => {
    const path = `${dirname(program(join(folder, 'tools', 'helm')))}${delimiter}${bare()}`;
    expect(await findHelm(places({ PATH: path }))).toMatchObject({ from: 'PATH' });
  });

  it('is installed once from the official release when it is nowhere', async () => {
    const asked = places({ PATH: bare() }, await releases());
    const lines: string[] = [];
    expect(await findHelm(asked)).toBeUndefined();
    expect(await haveHelm((line) => lines.push(line), asked)).toMatchObject({ from: 'the official release' });
    expect(lines.at(-1)).toBe(`Installing Helm ${HELM_VERSION} by the official release (once)`);
    expect(await haveHelm((line) => lines.push(line), asked)).toMatchObject({ from: 'cache' });
    expect(lines).toHaveLength(2);
  });

  it('is not taken when its checksum is another', async () => {
    const asked = places({ PATH: bare() }, await releases(true));
    await expect(haveHelm(() => undefined, asked)).rejects.toThrow(/checksum .* is not the published one/);
    expect(await findHelm(asked)).toBeUndefined();
  });

  it('is asked of the person when it cannot be had', async () => {
    await expect(haveHelm(() => undefined, places({ PATH: bare() }))).rejects.toThrow(
      /could not be installed \(go install: .*; the official release: .*cannot be reached.*Install Helm 3 from/,
    );
  });
});
