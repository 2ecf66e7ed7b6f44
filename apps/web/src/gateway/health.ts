import { createServer, type Server, type ServerResponse } from 'node:http';
import { Problem } from '@shop/contracts';
import { isMeasured } from '@shop/health/http-metrics';
import { log, type PeerUrls } from '@shop/service/plain';
import { collectDefaultMetrics, register } from 'prom-client';
import { request } from 'undici';
import { sendJson, sendProblem } from './http.ts';

if (!isMeasured()) collectDefaultMetrics();

const LIMIT_MS = 1_000;
/** Without these two nobody can shop; without the others a part of the shop is closed. */
const critical = new Set(['user', 'catalogue']);

interface Options {
  version: string;
  draining: boolean;
  urls: PeerUrls;
  /** False when metrics are served on a port of their own. */
  showMetrics: boolean;
}

/**
 * `/health` (the services behind; 503 while nobody can shop), `/health/ready` (503 while it drains: a service that is away is no
 * reason to take the pages away that say so), `/health/live`, `/metrics`.
 */
export async function health(
  path: string,
  response: ServerResponse,
  { version, draining, urls, showMetrics }: Options,
): Promise<void> {
  if (path.startsWith('/metrics')) {
    if (!showMetrics) throw new Problem('route_not_found');
    return metrics(response);
  }
  if (path.startsWith('/health/live')) return sendJson(response, 200, { status: 'ok' });
  const dependencies = await Promise.all(Object.entries(urls).map(([name, url]) => probe(name, url)));
  const down = dependencies.filter(({ status }) => status === 'down');
  const status = draining
    ? 'draining'
    : down.some((one) => one.critical)
      ? 'down'
      : down.length > 0
        ? 'degraded'
        : 'ok';
  const ready = !draining;
  const well = path.startsWith('/health/ready') ? ready : status === 'ok' || status === 'degraded';
  if (!well) response.setHeader('retry-after', '5');
  const uptimeS = Math.round(process.uptime());
  sendJson(response, well ? 200 : 503, { status, ready, service: 'web', version, uptimeS, dependencies });
}

async function metrics(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': register.contentType }).end(await register.metrics());
}

/** Serves `/metrics` and nothing else, for a port that the outside cannot reach. */
export const metricsServer = (): Server =>
  createServer({ requestTimeout: 10_000 }, (request, response) => {
    const path = request.url?.split('?')[0];
    if (path !== '/metrics') return sendProblem(response, new Problem('route_not_found'));
    metrics(response).catch((error: unknown) => {
      log.error({ err: error }, 'metrics could not be collected');
      sendProblem(response, new Problem('internal_error', { cause: error }));
    });
  });

async function probe(name: string, url: string) {
  const started = performance.now();
  const error = await request(`${url}/health/live`, {
    signal: AbortSignal.timeout(LIMIT_MS),
    headersTimeout: LIMIT_MS,
  }).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode === 200 ? undefined : `answered ${statusCode}`;
    },
    // This is shown to everybody: the addresses behind the gateway stay in the log.
    (reason: unknown) => {
      log.warn({ err: reason, peer: name }, 'a service cannot be reached');
      return 'cannot be reached';
    },
  );
  const latencyMs = Math.round((performance.now() - started) * 10) / 10;
  const about = { name, critical: critical.has(name), latencyMs };
  return error === undefined
    ? { ...about, status: 'up' as const }
    : { ...about, status: 'down' as const, error };
}
