import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf, Trouble } from './trouble.ts';

const Kept = z.object({
  /** Origin that the cookie belongs to. */
  shop: z.string(),
  /** `name=value`, as the gateway set it. */
  cookie: z.string(),
  /** Whom it speaks for, to say so. */
  who: z.string(),
});
export type Kept = z.infer<typeof Kept>;

/** Where sessions are kept: a file a shop, for its owner's eyes only. */
export class SessionFile {
  private readonly folder: string;
  private readonly path: string;
  private readonly shop: string;

  constructor(shop: string, env: NodeJS.ProcessEnv) {
    this.shop = shop;
    this.folder = join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'shopctl');
    this.path = join(this.folder, `${shop.replace(/[^A-Za-z0-9.-]+/g, '_')}.json`);
  }

  /** The session of this shop; undefined when there is none, or none that can be understood. */
  read(): Kept | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.trouble('read', error);
    }
    try {
      const kept = Kept.parse(JSON.parse(text));
      return kept.shop === this.shop ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whole or not at all: a second shopctl at the same time reads the old session or the new one. */
  write(kept: Omit<Kept, 'shop'>): void {
    const draft = `${this.path}.${process.pid}`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeFileSync(draft, `${JSON.stringify({ shop: this.shop, ...kept })}\n`, { mode: 0o600 });
      chmodSync(draft, 0o600);
      renameSync(draft, this.path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw this.trouble('written', error);
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  private trouble(verb: string, error: unknown): Trouble {
    return new Trouble(
      'usage',
      `The session file ${this.path} cannot be ${verb}: ${reasonOf(error)}.`,
      'Let XDG_CONFIG_HOME name a folder that is yours.',
      { cause: error },
    );
  }
}
