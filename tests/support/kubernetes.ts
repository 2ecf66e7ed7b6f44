import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Stored {
  metadata: { name: string; resourceVersion?: string; labels?: Record<string, string> };
  data: Record<string, string>;
}

/** As much of the Kubernetes API as the verifier uses, with its rules about who may overwrite what. */
export async function startKubernetes() {
  const configMaps = new Map<string, Stored>();
  const deployments = new Map<string, object>();
  const heard: string[] = [];
  /** Called before each write: somebody else may be quicker. */
  const meanwhile: (() => void)[] = [];
  /** The status of every answer about ConfigMaps, while it is set. */
  const refusal: { status?: number } = {};
  let version = 100;
  const put = (name: string, map: Omit<Stored, 'metadata'> & { metadata?: object }): void => {
    version += 1;
    configMaps.set(name, {
      ...map,
      metadata: { ...map.metadata, name, resourceVersion: String(version) },
    });
  };
  const answerTo = (method: string, path: string, body: Stored | undefined): [number, unknown] => {
    const [, kind, name] = /\/namespaces\/[a-z0-9-]+\/(configmaps|deployments)\/?(.*)$/.exec(path) ?? [];
    if (kind === 'deployments') {
      const found = deployments.get(name ?? '');
      return found === undefined ? [404, { message: 'not found' }] : [200, found];
    }
    if (refusal.status !== undefined) return [refusal.status, { message: 'configmaps is forbidden' }];
    const found = configMaps.get(name ?? '');
    if (method === 'GET') return found === undefined ? [404, { message: 'not found' }] : [200, found];
    meanwhile.shift()?.();
    if (body === undefined) return [400, { message: 'no body' }];
    if (method === 'POST') {
      if (configMaps.has(body.metadata.name)) return [409, { message: 'already exists' }];
      put(body.metadata.name, body);
      return [201, configMaps.get(body.metadata.name)];
    }
    const now = configMaps.get(name ?? '');
    if (now === undefined) return [404, { message: 'not found' }];
    if (body.metadata.resourceVersion !== now.metadata.resourceVersion)
      return [409, { message: 'the object has been modified' }];
    put(now.metadata.name, body);
    return [200, configMaps.get(now.metadata.name)];
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method = '', url = '' } = request;
    heard.push(`${method} ${url}`);
    const [status, answer] = answerTo(method, url, text === '' ? undefined : (JSON.parse(text) as Stored));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    /** For KUBERNETES_URL. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    configMaps,
    deployments,
    heard,
    meanwhile,
    refusal,
    put,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
