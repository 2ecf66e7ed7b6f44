import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A call that a stand-in recorded: the program, its arguments, and what came on standard input. */
export interface Called {
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string;
}

const real = ['git', 'node', 'bash', 'sh', 'env', 'mktemp', 'rm', 'grep', 'sha256sum'];

/** A folder with programs in place of docker, aws, trivy, cosign, kubectl and npm. Each records its calls and does what a file tells it. */
export class StandIns {
  readonly path: string;
  private readonly folder: string;

  constructor(folder: string, registry: string) {
    this.folder = folder;
    this.path = join(folder, 'bin');
    mkdirSync(this.path, { recursive: true });
    for (const name of real) {
      const place =
        name === 'node' ? process.execPath : execFileSync('which', [name], { encoding: 'utf8' }).trim();
      symlinkSync(place, join(this.path, name));
    }
    for (const program of ['docker', 'aws', 'trivy', 'cosign', 'kubectl', 'npm'])
      this.install(program, readFileSync(new URL('./stand-in.mjs', import.meta.url), 'utf8'));
    writeFileSync(join(folder, 'registry'), registry);
    writeFileSync(join(folder, 'tool'), fileURLToPath(new URL('../src/main.ts', import.meta.url)));
  }

  /** Takes a program off the path. */
  remove(program: string): void {
    rmSync(join(this.path, program));
  }

  /** Puts a program of one's own on the path: an ECMAScript module. */
  substitute(program: string, text: string): void {
    this.install(program, text);
  }

  private install(program: string, text: string): void {
    const file = join(this.path, program);
    writeFileSync(file, `#!${process.execPath}\n${text}`);
    chmodSync(file, 0o755);
  }

  /** From now on this program ends with a failure, when its arguments contain `on`, and says `words`. */
  fail(program: string, on: string, words: string): void {
    writeFileSync(join(this.folder, `${program}.fail`), JSON.stringify({ on, words }));
  }

  /** What a program prints on standard output. */
  answer(program: string, text: string): void {
    writeFileSync(join(this.folder, `${program}.answer`), text);
  }

  /** What trivy finds in every image. */
  find(vulnerabilities: readonly object[]): void {
    writeFileSync(join(this.folder, 'findings'), JSON.stringify(vulnerabilities));
  }

  calls(program?: string): Called[] {
    const file = join(this.folder, 'calls');
    if (!existsSync(file)) return [];
    const all = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Called);
    return all.filter((call) => program === undefined || call.program === program);
  }
}

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const text = async (request: AsyncIterable<Buffer>) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** Slack's incoming webhook: keeps what it is told, or answers what it is set to. */
export class FakeSlack {
  readonly messages: { text: string; blocks?: unknown[] }[] = [];
  /** Statuses for the next answers; 200 when none is left. */
  statuses: number[] = [];
  requests = 0;
  private listening: Listening | undefined;

  async open(): Promise<string> {
    this.listening = await listen(
      createServer(async (request, response) => {
        const body = await text(request);
        this.requests += 1;
        const status = this.statuses.shift() ?? 200;
        if (status === 200) this.messages.push(JSON.parse(body));
        response.writeHead(status, { 'retry-after': '0' }).end(status === 200 ? 'ok' : 'no');
      }),
    );
    return `${this.listening.url}/services/T000/B000/secret`;
  }

  get texts(): string[] {
    return this.messages.map((message) => message.text);
  }

  async close(): Promise<void> {
    await this.listening?.close();
  }
}

/** The part of a registry that a release touches: manifests by tag and by digest. */
export class FakeRegistry {
  readonly manifests = new Map<string, string>();
  down = false;
  private listening: Listening | undefined;

  async open(): Promise<string> {
    this.listening = await listen(
      createServer(async (request, response) => {
        const body = await text(request);
        const name = decodeURIComponent((request.url ?? '').replace(/^\/v2\//, ''));
        if (this.down) return response.writeHead(503).end('registry is down');
        if (request.method === 'PUT') this.manifests.set(name, body);
        if (request.method === 'DELETE') this.manifests.delete(name);
        const found = this.manifests.get(name);
        return found === undefined
          ? response.writeHead(404).end('manifest unknown')
          : response.writeHead(200).end(found);
      }),
    );
    return this.listening.url;
  }

  /** Tags of a repository. */
  tags(repository: string): string[] {
    return [...this.manifests.keys()]
      .filter((name) => name.startsWith(`${repository}:`))
      .map((name) => name.slice(repository.length + 1))
      .sort();
  }

  async close(): Promise<void> {
    await this.listening?.close();
  }
}
