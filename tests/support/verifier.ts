import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../tools/verifier/src/main.ts');

/** What one run of the verifier came to. */
export interface Run {
  code: number;
  /** The lines of its log. */
  lines: { level: string; msg: string; [fact: string]: unknown }[];
  stderr: string;
}

/** Runs the verifier as a process of its own, with these variables and no others. */
export function runVerifier(
  args: string[],
  env: Record<string, string>,
  started: (stop: () => void) => void = () => undefined,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', MAIN, ...args],
      { env, timeout: 110_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code !== 'number') return reject(error);
        const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
        resolve({ code, lines: lines.map((line) => JSON.parse(line)), stderr });
      },
    );
    started(() => child.kill('SIGTERM'));
  });
}

/** A small HTTP server that writes down what it hears. */
export async function startListener(
  answer: RequestListener = (_, response) => {
    response.end('ok');
  },
) {
  const heard: { method: string; url: string; body: string; headers: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    heard.push({ method, url, body, headers });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
