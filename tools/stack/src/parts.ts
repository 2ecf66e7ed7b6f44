import type { StoreName } from './stores/store.ts';

/** The processes of the shop, and the ports they have unless told otherwise. */
export const defaultPorts = {
  web: 8080,
  catalogue: 8081,
  user: 8082,
  cart: 8083,
  payment: 8084,
  shipping: 8085,
  ratings: 8086,
  dispatch: 8087,
  psp: 8090,
  mailbox: 8025,
  smtp: 1025,
  broker: 15672,
} as const;

export type PortName = keyof typeof defaultPorts;
export type Ports = Readonly<Record<PortName, number>>;

export const serviceNames = [
  'catalogue',
  'user',
  'cart',
  'payment',
  'shipping',
  'ratings',
  'dispatch',
] as const satisfies readonly PortName[];
export type ServiceName = (typeof serviceNames)[number];

/** Everything that runs as a process of its own besides the stores; in the order of the table. */
export const partNames = ['mailbox', 'psp', ...serviceNames, 'web'] as const;
export type PartName = (typeof partNames)[number];

/** The stores that must answer before a process starts. RabbitMQ, the slowest, is none: services wait for it by themselves. */
export const needs: Readonly<Record<PartName, readonly StoreName[]>> = {
  mailbox: [],
  psp: [],
  catalogue: ['mongodb'],
  user: ['mongodb', 'redis'],
  cart: ['redis'],
  payment: ['mongodb'],
  shipping: ['mysql'],
  ratings: ['mysql'],
  dispatch: ['mongodb'],
  web: ['redis'],
};

/** Address of a part on this machine. */
export const addressOf = (ports: Ports, name: PortName): string => `http://localhost:${ports[name]}`;

/** What each part is, for the sentences about its port. */
export const titles: Readonly<Record<PortName, string>> = {
  web: 'the storefront',
  catalogue: 'the catalogue service',
  user: 'the user service',
  cart: 'the cart service',
  payment: 'the payment service',
  shipping: 'the shipping service',
  ratings: 'the ratings service',
  dispatch: 'the dispatch service',
  psp: 'the payment providers for development',
  mailbox: 'the mailbox',
  smtp: 'the mailbox’s SMTP server',
  broker: 'RabbitMQ’s page',
};
