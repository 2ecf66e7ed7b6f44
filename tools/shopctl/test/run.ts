import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shopctl } from '../src/run.ts';

/** How a run of shopctl ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Somebody who looks after the shop: with a home of their own, and the environment given. */
export class Operator {
  readonly home = mkdtempSync(join(tmpdir(), 'shopctl-'));
  private readonly env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.env = env;
  }

  async run(...words: string[]): Promise<Ended> {
    let [stdout, stderr] = ['', ''];
    const code = await shopctl(words, {
      env: { HOME: this.home, XDG_CONFIG_HOME: this.home, ...this.env },
      stop: new AbortController().signal,
      out: (text) => {
        stdout += `${text}\n`;
      },
      err: (text) => {
        stderr += `${text}\n`;
      },
    });
    return { code, stdout, stderr };
  }

  /** Runs it with --json: the document, whatever the exit code. */
  async json(...words: string[]): Promise<{ code: number; document: unknown; stderr: string }> {
    const { code, stdout, stderr } = await this.run(...words, '--json');
    return { code, document: JSON.parse(stdout), stderr };
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
