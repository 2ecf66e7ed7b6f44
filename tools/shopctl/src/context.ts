import { SessionFile } from './session-file.ts';
import { Shop } from './shop.ts';
import { Trouble } from './trouble.ts';
import type { World } from './world.ts';

/** Options that every command has. */
export interface CommonOptions {
  shop?: string;
  json?: boolean;
  timeout: number;
}

/** What a command works with. */
export interface Context {
  readonly shop: Shop;
  readonly env: NodeJS.ProcessEnv;
  /** Time limit of one call, in milliseconds. */
  readonly limitMs: number;
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal;
  readonly file: SessionFile;
  /** A word to the person in front, on standard error: never part of the answer. */
  readonly note: (text: string) => void;
}

/** What a command found: a document for --json, text for people, and whether somebody should look. */
export interface Result {
  readonly document: object;
  readonly text: string;
  /** True ends with exit code 1. */
  readonly found?: boolean;
}

export const DEFAULT_SHOP = 'http://localhost:8080';

export function contextOf(options: CommonOptions, { env, stop, err }: World): Context {
  const url = originOf(options.shop || env.SHOP_URL || DEFAULT_SHOP);
  const file = new SessionFile(url, env);
  const limitMs = options.timeout * 1000;
  return {
    shop: new Shop({ url, limitMs, file, stop }),
    env,
    limitMs,
    stop,
    file,
    note: err,
  };
}

/** The shop's origin, of an address that somebody typed. */
export function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Trouble(
      'usage',
      `"${text}" is no address of a shop.`,
      'Write it like https://shop.example.org.',
    );
  if (url.username !== '' || url.password !== '')
    throw new Trouble(
      'usage',
      'The address of the shop has a name or a password in it.',
      'Leave them out: `shopctl login` asks for them.',
    );
  return url.origin;
}
