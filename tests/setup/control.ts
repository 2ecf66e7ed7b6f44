import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Part } from '../../tools/stack/src/part.ts';
import { type PartName, partNames } from '../../tools/stack/src/parts.ts';
import type { Stack } from '../../tools/stack/src/stack.ts';
import { storeNames } from '../../tools/stack/src/stores/store.ts';

type Verb = 'kill' | 'start' | 'restart' | 'freeze' | 'thaw';
/** What the door does; `double` starts a second process of a part and tells its address, `halve` ends that. */
export type Wish = Verb | 'double' | 'halve';

/** A door on 127.0.0.1 for the specs, which run in other processes: POST /<wish>/<process or store>. */
export async function openControl(stack: Stack): Promise<{ url: string; close(): Promise<void> }> {
  const seconds = new Map<string, Part>();
  const grant = async (wish: Wish, name: string): Promise<string | undefined> => {
    if (wish === 'halve') await seconds.get(name)?.stop();
    else if (wish !== 'double') await act(stack, wish, name);
    else {
      const second = await stack.replica(name as PartName);
      seconds.set(name, second);
      return second.url;
    }
  };
  const server = createServer((request, response) => {
    const [, wish, name] = (request.url ?? '').split('/');
    grant(wish as Wish, name ?? '').then(
      (said) => response.end(said),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function act(stack: Stack, verb: Verb, name: string): Promise<void> {
  const part = partNames.find((known) => known === name);
  const target = part === undefined ? undefined : stack.processes[part];
  if (target !== undefined) {
    if (verb === 'freeze') return target.signal('SIGSTOP');
    if (verb === 'thaw') return target.signal('SIGCONT');
    return target[verb]();
  }
  const store = storeNames.find((known) => known === name);
  if (store === undefined) throw new Error(`There is no process and no store "${name}".`);
  const server = stack.stores.servers[store];
  return verb === 'restart' ? stack.stores.restart(store) : server?.[verb]();
}
