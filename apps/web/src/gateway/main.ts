import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { countRequest, isProbe } from '@shop/health/http-metrics';
import { identifyLog, log, Peers, type PeerUrls, runInTrace, startTrace } from '@shop/service/plain';
import nextModule from 'next';
import { Api, problemOf } from './api.ts';
import { pageCache } from './cache/handler.ts';
import { listenForChanges } from './cache/news.ts';
import { env } from './env.ts';
import { health, metricsServer } from './health.ts';
import { sendProblem } from './http.ts';
import { handlePage } from './pages.ts';
import { harden } from './policy.ts';
import { takeReport } from './reports.ts';
import { Sessions } from './session.ts';

// Next is CommonJS: Node hands out its exports, TypeScript the namespace around them.
const next = nextModule as unknown as typeof nextModule.default;
const SHUTDOWN_LIMIT_MS = 30_000;
const CLOSE_IDLE_EVERY_MS = 100;
const settings = env();
const development = process.argv.includes('--dev');
identifyLog('web', settings.VERSION, settings.LOG_LEVEL);

const urls: PeerUrls = {
  user: settings.USER_URL,
  catalogue: settings.CATALOGUE_URL,
  cart: settings.CART_URL,
  payment: settings.PAYMENT_URL,
  shipping: settings.SHIPPING_URL,
  ratings: settings.RATINGS_URL,
  dispatch: settings.DISPATCH_URL,
};
const peers = new Peers({ self: 'web', secret: settings.SERVICE_SECRET, urls });
const sessions = new Sessions(peers, settings.SESSION_SECRET, settings.PUBLIC_URL);
const api = new Api({
  urls,
  peers,
  sessions,
  publicOrigin: new URL(settings.PUBLIC_URL).origin,
  clientAddress,
});
pageCache.connect(settings.REDIS_URL);
const news = listenForChanges(pageCache, { url: settings.AMQP_URL });
const storefront = next({
  dev: development,
  dir: join(import.meta.dirname, '..'),
  hostname: settings.HOST,
  port: settings.PORT,
});
await storefront.prepare();
const render = storefront.getRequestHandler();
const pages = { sessions, clientAddress, pspOrigin: new URL(settings.PSP_URL).origin, development, render };
const secure = settings.PUBLIC_URL.startsWith('https:');
let draining = false;

const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 65_000 }, (request, response) => {
  const trace = startTrace(request.headers.traceparent as string | undefined);
  runInTrace(trace, () => {
    const started = performance.now();
    // Whoever calls connects anew the next time, and by then to another replica.
    if (draining) response.setHeader('connection', 'close');
    harden(response, { pspOrigin: pages.pspOrigin, secure });
    answer(request, response)
      .catch((error: unknown) => {
        sendProblem(response, problemOf(error));
        return 'unknown';
      })
      .then((route) => note(request, response, route, started))
      .catch((error: unknown) => log.error({ err: error }, 'request not noted'));
  });
});

/** Returns what to call the request in logs and metrics. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<string> {
  const path = request.url ?? '/';
  if (path.startsWith('/api/')) return api.handle(request, response);
  if (path.startsWith('/health') || path.startsWith('/metrics')) {
    const showMetrics = settings.METRICS_PORT === 0;
    await health(path, response, { version: settings.VERSION, draining, urls, showMetrics });
    return path;
  }
  if (path.startsWith('/reports/')) {
    await takeReport(path, request, response);
    return path;
  }
  await handlePage(request, response, pages);
  return path.startsWith('/_next/') ? '/_next/*' : 'page';
}

function note(request: IncomingMessage, response: ServerResponse, route: string, started: number): void {
  if (isProbe(request.url ?? '', request.headers)) return;
  const ms = Math.round((performance.now() - started) * 10) / 10;
  const method = request.method ?? 'GET';
  countRequest(method, route, response.statusCode, ms / 1000);
  if (route !== '/_next/*') log.info({ method, route, status: response.statusCode, ms }, 'request');
}

function clientAddress(request: IncomingMessage): string | undefined {
  const forwarded = request.headers['x-forwarded-for'];
  if (settings.TRUST_PROXY === '1' && typeof forwarded === 'string')
    return forwarded.split(',').at(-1)?.trim();
  return request.socket.remoteAddress;
}

function open(door: Server, name: 'PORT' | 'METRICS_PORT', told: () => void): void {
  const port = settings[name];
  door.on('error', (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'EADDRINUSE' ? `port ${port} is taken; set ${name} to a free one` : error.message;
    log.fatal({ err: error }, `web could not start: ${reason}`);
    process.exit(1);
  });
  door.listen(port, settings.HOST, told);
}
open(server, 'PORT', () => log.info({ url: settings.PUBLIC_URL }, 'web is up'));
if (settings.METRICS_PORT !== 0) {
  open(metricsServer(), 'METRICS_PORT', () =>
    log.info({ port: settings.METRICS_PORT }, 'metrics are served'),
  );
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    draining = true;
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    setTimeout(() => {
      const done = news.close();
      server.close(() => void done.then(() => process.exit(0)));
      api.endStreams();
      // Also those that become idle from now on: nobody could use them for anything.
      setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    }, settings.DRAIN_DELAY_MS);
  });
}
