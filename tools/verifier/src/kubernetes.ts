import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { type Answer, ask } from './http.ts';

const Status = z.object({ message: z.string() });

export interface Access {
  /** Where the API is: `https://10.0.0.1:443`, or a `kubectl proxy`. */
  url: string;
  /** The folder with the service account's `token` and `ca.crt`; without it nobody says who asks. */
  account?: string | undefined;
  namespace: string;
  /** How long one call may take. */
  callMs: number;
}

/** The few things the verifier asks of the Kubernetes API, each within a time limit. Paths may name `:namespace`. */
export class Kubernetes {
  readonly namespace: string;
  private readonly access: Access;
  private readonly dispatcher: Dispatcher;
  private readonly open = new AbortController();

  constructor(access: Access) {
    this.namespace = access.namespace;
    this.access = access;
    const { account, url } = access;
    const ca = account === undefined || !url.startsWith('https:') ? undefined : fileIn(account, 'ca.crt');
    this.dispatcher = new Agent({ connectTimeout: 3_000, ...(ca === undefined ? {} : { connect: { ca } }) });
  }

  /** An object; undefined when there is none, or when this account may not see it. Throws Failure. */
  async read(path: string): Promise<unknown> {
    const answer = await this.send('GET', path);
    if (answer.status === 404 || answer.status === 403) return undefined;
    return bodyOf('GET', path, answer);
  }

  /** The same, where not being allowed is a failure. */
  async find(path: string): Promise<unknown> {
    const answer = await this.send('GET', path);
    return answer.status === 404 ? undefined : bodyOf('GET', path, answer);
  }

  /** Makes or replaces an object; false when somebody else was quicker. Throws Failure. */
  async write(method: 'POST' | 'PUT', path: string, body: unknown): Promise<boolean> {
    const answer = await this.send(method, path, body);
    if (answer.status === 409) return false;
    bodyOf(method, path, answer);
    return true;
  }

  async close(): Promise<void> {
    this.open.abort();
    await this.dispatcher.close();
  }

  private send(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer> {
    const { url, account, namespace, callMs } = this.access;
    // Read each time: Kubernetes replaces the token while it is good.
    const token = account === undefined ? undefined : fileIn(account, 'token').trim();
    const headers = {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const place = url.replace(/\/+$/, '') + path.replace(':namespace', encodeURIComponent(namespace));
    const { dispatcher } = this;
    return ask(
      place,
      { method, headers, dispatcher, ...(body === undefined ? {} : { body }) },
      { signal: this.open.signal, callMs },
    );
  }
}

function bodyOf(method: string, path: string, { status, body }: Answer): unknown {
  if (status < 300) return body;
  const problem = Status.safeParse(body);
  const why = problem.success ? `: ${problem.data.message}` : '';
  throw new Failure(`the Kubernetes API answers ${status} to ${method} ${path}${why}`, {
    passing: status >= 500,
  });
}

function fileIn(account: string, name: string): string {
  try {
    return readFileSync(join(account, name), 'utf8');
  } catch (error) {
    throw new Failure(`${join(account, name)} cannot be read; is the service account's token mounted?`, {
      cause: error,
    });
  }
}
