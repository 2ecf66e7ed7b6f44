import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** How a run of shopctl ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** An operator at a terminal that is none: with a home of their own, and the environment given. */
export class Operator {
  readonly home = mkdtempSync(join(tmpdir(), 'shopctl-'));
  private readonly env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.env = env;
  }

  run(...words: string[]): Promise<Ended> {
    const child = spawn(process.execPath, ['--conditions=source', main, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', HOME: this.home, XDG_CONFIG_HOME: this.home, ...this.env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /** Runs it with --json: the document, whatever the exit code. */
  async json(...words: string[]): Promise<{ code: number | null; document: unknown; stderr: string }> {
    const { code, stdout, stderr } = await this.run(...words, '--json');
    return { code, document: JSON.parse(stdout), stderr };
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
