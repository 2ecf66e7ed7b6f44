import type { Part } from '../../../tools/stack/src/part.ts';
import { defaultPorts, type PortName, type Ports, serviceNames } from '../../../tools/stack/src/parts.ts';
import { freePorts } from '../../../tools/stack/src/ports.ts';
import { until } from '../../support/until.ts';
import { type Balancer, openBalancer } from './balancer.ts';
import { type OwnShop, openShop } from './shop.ts';

export const replicated = [...serviceNames, 'web'] as const;
export type Replicated = (typeof replicated)[number];

/** A shop as a cluster runs it: two processes of everything that can have two, each pair behind a balancer. */
export interface ReplicatedShop {
  readonly shop: OwnShop;
  readonly replicas: Readonly<Record<Replicated, readonly Part[]>>;
  readonly balancers: Readonly<Record<Replicated, Balancer>>;
  close(): Promise<void>;
}

export async function openReplicatedShop(env: Readonly<Record<string, string>>): Promise<ReplicatedShop> {
  const names = Object.keys(defaultPorts) as PortName[];
  const ports = Object.fromEntries(zip(names, await freePorts(names.length))) as unknown as Ports;
  const doors = Object.fromEntries(zip(replicated, await freePorts(replicated.length))) as Record<
    Replicated,
    number
  >;
  const balancers = Object.fromEntries(
    await Promise.all(replicated.map(async (name) => [name, await openBalancer(doors[name])] as const)),
  ) as Record<Replicated, Balancer>;
  const closeBalancers = () => Promise.all(Object.values(balancers).map((balancer) => balancer.close()));
  // The first processes are known before they run: what starts with them asks for them already.
  for (const name of replicated) balancers[name].add(ports[name]);
  const urls = serviceNames.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${doors[name]}`]);
  const webhooks = `http://127.0.0.1:${doors.payment}/webhooks`;
  let shop: OwnShop;
  try {
    shop = await openShop({
      ports,
      env: {
        ...Object.fromEntries(urls),
        WORLDPAY_WEBHOOK_URL: `${webhooks}/worldpay`,
        STRIPE_WEBHOOK_URL: `${webhooks}/stripe`,
        ...env,
      },
    });
  } catch (error) {
    await closeBalancers();
    throw error;
  }
  const close = async (): Promise<void> => {
    await shop.close();
    await closeBalancers();
  };
  try {
    const replicas = Object.fromEntries(
      await Promise.all(
        replicated.map(async (name) => {
          const [first, second] = [shop.processes[name], await shop.replica(name)];
          if (first === undefined) throw new Error(`${name} was not started`);
          balancers[name].add(portOf(second));
          await balanced(balancers[name], second);
          return [name, [first, second]] as const;
        }),
      ),
    ) as unknown as Record<Replicated, readonly Part[]>;
    return { shop, replicas, balancers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export const portOf = (part: Part): number => Number(new URL(part.url).port);

/** Waits until the balancer sends new connections to the process. */
export async function balanced(balancer: Balancer, part: Part): Promise<void> {
  await until(`${part.name} is found ready`, () => balancer.isReady(portOf(part)), 60_000);
}

const zip = <A, B>(one: readonly A[], other: readonly B[]): (readonly [A, B])[] =>
  one.map((item, index) => [item, other[index] as B]);
