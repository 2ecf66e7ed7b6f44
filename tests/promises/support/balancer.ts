import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { request } from 'undici';
import { z } from 'zod';

const PROBE_EVERY_MS = 200;
const PROBE_LIMIT_MS = 3_000;
/** As the charts have it: two probes in a row, five seconds apart. */
const UNWELL_FOR_MS = 5_000;

const Health = z.object({ status: z.string() });

interface Endpoint {
  readonly port: number;
  ready: boolean;
  unwellSince: number | undefined;
}

/** A Service with its endpoints. */
export interface Balancer {
  /** Adds a process to send connections to, once it is ready. */
  add(port: number): void;
  /** A port that is ready, one after the other; undefined when none is. */
  next(): number | undefined;
  /** Whether a process takes new connections. */
  isReady(port: number): boolean;
  close(): Promise<void>;
}

/**
 * What Kubernetes puts in front of replicas: new connections go to those that are ready, one after the other; those that
 * are open stay where they are. A connection that cannot be made is broken, not tried elsewhere.
 */
export async function openBalancer(port: number): Promise<Balancer> {
  const endpoints: Endpoint[] = [];
  const open = new Set<Socket>();
  let turn = 0;
  const next = (): number | undefined => {
    const ready = endpoints.filter((one) => one.ready);
    turn += 1;
    return ready[turn % Math.max(1, ready.length)]?.port;
  };
  const server = createServer({ noDelay: true }, (caller) => {
    const target = next();
    if (target === undefined) return caller.destroy();
    const callee = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      open.add(one);
      one.once('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  let probing = Promise.resolve();
  const timer = setInterval(() => {
    probing = Promise.all(endpoints.map(probe)).then(() => undefined);
  }, PROBE_EVERY_MS);
  return {
    add(added) {
      endpoints.push({ port: added, ready: false, unwellSince: undefined });
    },
    next,
    isReady: (wanted) => endpoints.some((one) => one.port === wanted && one.ready),
    async close() {
      clearInterval(timer);
      await probing;
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** A process that says that it goes, or has gone, gets nothing new at once; one that is not well or slow, after a while. */
async function probe(endpoint: Endpoint): Promise<void> {
  let said = 'gone';
  try {
    const { statusCode, body } = await request(`http://127.0.0.1:${endpoint.port}/health/ready`, {
      headersTimeout: PROBE_LIMIT_MS,
      bodyTimeout: PROBE_LIMIT_MS,
      headers: { 'X-INSTANA-SYNTHETIC': '1' },
      reset: true,
    });
    const { status } = Health.parse(await body.json());
    said = statusCode === 200 ? 'well' : status;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ECONNREFUSED') said = 'slow';
  }
  const well = said === 'well';
  endpoint.unwellSince = well ? undefined : (endpoint.unwellSince ?? Date.now());
  if (well) endpoint.ready = true;
  else if (said === 'draining' || said === 'gone') endpoint.ready = false;
  else if (Date.now() - (endpoint.unwellSince ?? 0) > UNWELL_FOR_MS) endpoint.ready = false;
}
