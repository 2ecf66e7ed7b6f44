import type { Env } from '../../stack/src/env.ts';
import type { PartName } from '../../stack/src/parts.ts';
import { type Link, openLink } from './proxy.ts';
import { type LinkName, links } from './targets.ts';

const variables = {
  mongodb: 'MONGO_URL',
  mysql: 'MYSQL_URL',
  redis: 'REDIS_URL',
  rabbitmq: 'AMQP_URL',
  psp: 'PSP_URL',
} as const;

/** All links, and how the processes are led through them. */
export interface Wiring {
  readonly links: ReadonlyMap<LinkName, Link>;
  /** The environment of a process with the proxy's addresses in the place of the stores' own. */
  rewire(part: PartName, env: Env): Env;
  calm(): void;
  close(): Promise<void>;
}

/** Opens a link for each connection that faults are put on. */
export async function openWiring(): Promise<Wiring> {
  const open = new Map<LinkName, Link>();
  for (const name of links) open.set(name, await openLink());
  return {
    links: open,
    rewire(part, env) {
      const changed: Record<string, string> = { ...env };
      for (const [name, link] of open) {
        const [from, to] = name.split('>') as [PartName, keyof typeof variables];
        if (from !== part) continue;
        const url = new URL(env[variables[to]] ?? '');
        link.leadTo({ host: url.hostname, port: Number(url.port) });
        url.hostname = '127.0.0.1';
        url.port = String(link.port);
        // A URL that is no web address keeps its path as it was; one that is would get a slash that was not there.
        changed[variables[to]] = url.href.replace(/^(https?:\/\/[^/]+)\/$/, '$1');
      }
      return changed;
    },
    calm: () => {
      for (const link of open.values()) link.calm();
    },
    close: async () => {
      await Promise.all([...open.values()].map((link) => link.close()));
    },
  };
}
