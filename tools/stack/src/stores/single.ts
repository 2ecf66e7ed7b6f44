import { type Child, launch } from '../child.ts';
import { isFree, needPort } from '../ports.ts';
import { reason, Trouble } from '../trouble.ts';
import { GiveUp, until } from '../until.ts';
import type { Server, ServerOptions } from './store.ts';

export interface SingleOptions {
  readonly title: string;
  readonly url: string;
  readonly page?: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string | undefined>;
  readonly probe: (url: string) => Promise<void>;
  /** How long a start may take, recovery after a kill included. */
  readonly limitMs: number;
  /** How long it gets to end by itself. */
  readonly graceMs: number;
}

// A server that was killed may hold its port a little longer.
const PORT_LIMIT_MS = 2_000;

/** A store that is one process: started, and started again, until it answers. */
export async function single(options: ServerOptions, own: SingleOptions): Promise<Server> {
  let child: Child | undefined;
  const start = async (): Promise<void> => {
    if (child?.running) return;
    // Another server on the port would answer in its place.
    const { port } = new URL(own.url);
    await until(() => isFree(Number(port)), { limitMs: PORT_LIMIT_MS }).catch(() =>
      needPort(Number(port), own.title, 'see `npm start -- --help`'),
    );
    const { ledger, line, crashed } = options;
    const started = launch(own.title, own.command, own.args, {
      ledger,
      line,
      crashed,
      ...(own.env && { env: own.env }),
    });
    child = started;
    await untilItAnswers(started, options, own);
  };
  await start();
  return {
    url: own.url,
    ...(own.page === undefined ? {} : { page: own.page }),
    pids: () => (child?.running ? [child.pid] : []),
    start,
    stop: async () => child?.stop(own.graceMs),
    kill: async () => child?.kill(),
    freeze: () => child?.signal('SIGSTOP'),
    thaw: () => child?.signal('SIGCONT'),
  };
}

async function untilItAnswers(child: Child, options: ServerOptions, own: SingleOptions): Promise<void> {
  const answers = async (): Promise<true> => {
    if (!child.running) throw new GiveUp(new Error(`it ended with ${child.ended}`));
    await own.probe(own.url);
    return true;
  };
  try {
    await until(answers, { limitMs: own.limitMs, everyMs: 50, waiting: options.waiting });
  } catch (error) {
    await child.kill();
    throw new Trouble(
      `${own.title} did not start: ${reason(error)}.`,
      `It said:\n${child.tail.join('\n') || '(nothing)'}\nIts data is in ${options.folder}.`,
      { cause: error },
    );
  }
}
