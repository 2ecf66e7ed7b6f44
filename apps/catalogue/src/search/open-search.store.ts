import { Client } from '@opensearch-project/opensearch';
import { z } from 'zod';
import type { Clause } from './open-search.query.ts';
import { type Document, definition, MAPPING_VERSION } from './open-search.schema.ts';

export interface SearchServer {
  url: string;
  user: string;
  password?: string | undefined;
  /** The name that is read and written; the indexes behind it are called after it. */
  alias: string;
}

/** Beyond this an answer from memory is quicker. */
const ASK_LIMIT_MS = 400;
/** Whoever changed something waits for this. */
const WRITE_LIMIT_MS = 3_000;
const WORK_LIMIT_MS = 30_000;
const CONFLICT = 409;
const MISSING = 404;

const Anything = z.unknown();

const BulkAnswer = z.object({
  errors: z.boolean(),
  items: z.array(
    z.object({ index: z.object({ status: z.int(), error: z.object({ reason: z.string() }).optional() }) }),
  ),
});
const Mappings = z.record(
  z.string(),
  z.object({ mappings: z.object({ _meta: z.object({ version: z.int() }).optional() }) }),
);

/** An index behind the alias, and the version of the mapping it was made with. */
export interface LiveIndex {
  name: string;
  version: number;
}

/** What this service says to OpenSearch; nobody else here knows its client. Throws what the client throws. */
export class OpenSearchStore {
  readonly alias: string;
  private readonly client: Client;

  constructor({ url, user, password, alias }: SearchServer) {
    this.alias = alias;
    this.client = new Client({
      node: url,
      // Memory answers instead; trying again is what the next question is for.
      maxRetries: 0,
      requestTimeout: WORK_LIMIT_MS,
      ...(password === undefined ? {} : { auth: { username: user, password } }),
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  /** Asks the index behind the alias. */
  search<S extends z.ZodType>(body: Clause, answer: S): Promise<z.output<S>> {
    return this.say(answer, 'POST', `/${this.alias}/_search`, { body, limitMs: ASK_LIMIT_MS });
  }

  /**
   * Writes documents, each unless a newer one is there. To the alias, or to the index that is being filled; `seen`: resolves when
   * searches find them.
   */
  async write(
    documents: Document[],
    { to, seen = false }: { to?: string; seen?: boolean } = {},
  ): Promise<void> {
    if (documents.length === 0) return;
    const lines = documents.flatMap((document) => [
      { index: { _id: document.sku, version: document.updatedAt, version_type: 'external_gte' } },
      document,
    ]);
    const target = to === undefined ? `${this.alias}/_bulk?require_alias=true&` : `${to}/_bulk?`;
    const { items } = await this.say(BulkAnswer, 'POST', `/${target}refresh=${seen ? 'wait_for' : 'false'}`, {
      lines,
      limitMs: seen ? WRITE_LIMIT_MS : WORK_LIMIT_MS,
    });
    const failed = items.find(({ index }) => index.status >= 300 && index.status !== CONFLICT);
    if (failed !== undefined)
      throw new Error(
        `the search server refused a product: ${failed.index.error?.reason ?? failed.index.status}`,
      );
  }

  /** The index behind the alias; undefined when there is none. */
  async live(): Promise<LiveIndex | undefined> {
    const found = await this.say(Mappings, 'GET', `/${this.alias}/_mapping`, {
      limitMs: ASK_LIMIT_MS,
      ignore: [MISSING],
    });
    const [first] = Object.entries(found);
    if (first === undefined) return undefined;
    const [name, { mappings }] = first;
    return { name, version: mappings._meta?.version ?? 0 };
  }

  /** Makes an empty index that nobody reads yet, and says what it is called. */
  async create(): Promise<string> {
    const name = `${this.alias}-v${MAPPING_VERSION}-${Date.now().toString(36)}`;
    await this.say(Anything, 'PUT', `/${name}`, { body: definition });
    return name;
  }

  /** From here on the alias is this index: for every reader and writer at the same moment. */
  async point(name: string): Promise<void> {
    await this.show(name);
    const made = await this.say(Mappings, 'GET', `/${name}/_mapping`, {});
    if (made[name]?.mappings._meta?.version !== MAPPING_VERSION)
      throw new Error(`somebody else removed ${name} while it was filled; it is made anew`);
    const others = (await this.names()).filter((one) => one !== name);
    const actions = [
      ...others.map((index) => ({ remove: { index, alias: this.alias, must_exist: false } })),
      { add: { index: name, alias: this.alias } },
    ];
    await this.say(Anything, 'POST', '/_aliases', { body: { actions } });
  }

  /** Lets searches find everything that was written to an index until now. */
  async show(name: string): Promise<void> {
    await this.say(Anything, 'POST', `/${name}/_refresh`, {});
  }

  /** Drops the indexes that are behind the alias no longer, and those a filling that died has left. */
  async dropAllBut(name: string): Promise<void> {
    for (const old of (await this.names()).filter((one) => one !== name)) await this.drop(old);
  }

  /** The indexes of ours that are there, behind the alias or not. */
  async names(): Promise<string[]> {
    const path = `/${this.alias}-v*/_mapping`;
    const found = Object.keys(await this.say(Mappings, 'GET', path, { ignore: [MISSING] }));
    // Another shop's alias may begin like ours and go on.
    return found.filter((name) => /^-v\d+-[a-z0-9]+$/.test(name.slice(this.alias.length)));
  }

  async drop(name: string): Promise<void> {
    await this.say(Anything, 'DELETE', `/${name}`, { ignore: [MISSING] });
  }

  /** One question, one answer, within a limit that holds however slowly the answer trickles in. */
  private async say<S extends z.ZodType>(
    answer: S,
    method: string,
    path: string,
    { body, lines, limitMs = WORK_LIMIT_MS, ignore = [] }: Said,
  ): Promise<z.output<S>> {
    const request = this.client.transport.request(
      {
        method,
        path,
        ...(body === undefined ? {} : { body }),
        ...(lines === undefined ? {} : { bulkBody: lines }),
      },
      { ignore, requestTimeout: limitMs },
    );
    const limit = setTimeout(() => request.abort(), limitMs);
    try {
      const { body: answered, statusCode } = await request;
      return answer.parse(ignore.includes(statusCode ?? 0) ? {} : answered);
    } finally {
      clearTimeout(limit);
    }
  }
}

interface Said {
  body?: object;
  lines?: object[];
  limitMs?: number;
  /** Statuses that are an empty answer. */
  ignore?: number[];
}
