import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AnyRoute, type Input, Problem } from '@shop/contracts';
import type { z } from 'zod';

type Handlers = { route: AnyRoute; handle: (input: Input<AnyRoute>) => unknown }[];

/** One route of a fake: what it answers is checked against the contract, so that a fake cannot lie about shapes. */
export function fake<R extends AnyRoute>(
  route: R,
  handle: (input: Input<R>) => z.input<R['output']> | Promise<z.input<R['output']>>,
): Handlers[number] {
  return { route, handle: handle as (input: Input<AnyRoute>) => unknown };
}

/** Another service, as far as the one under test can see: answers the given routes by their contracts. */
export async function startFake(...handlers: Handlers) {
  const table = handlers.map(({ route, handle }) => ({
    route,
    handle,
    pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));
  const server = createServer(async (request, answer) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const found = table.find(
      ({ route, pattern }) => route.method === request.method && pattern.test(url.pathname),
    );
    const reply = (status: number, body: unknown) => {
      answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (found === undefined) return reply(404, new Problem('route_not_found').toJSON());
    try {
      let raw = '';
      for await (const chunk of request) raw += chunk;
      const query: Record<string, string | string[]> = {};
      for (const name of url.searchParams.keys()) {
        const all = url.searchParams.getAll(name);
        query[name] = all.length > 1 ? all : (all[0] as string);
      }
      const params = { ...found.pattern.exec(url.pathname)?.groups };
      for (const name in params) params[name] = decodeURIComponent(params[name] as string);
      const input = {
        params: found.route.params.parse(params),
        query: found.route.query.parse(query),
        body: found.route.body.parse(raw === '' ? {} : JSON.parse(raw)),
      };
      reply(found.route.status, found.route.output.parse(await found.handle(input)));
    } catch (error) {
      if (error instanceof Problem) return reply(error.status, error.toJSON());
      reply(500, new Problem('internal_error', { detail: String(error) }).toJSON());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
