import * as cart from './cart.ts';
import * as catalogue from './catalogue.ts';
import type { AnyMessage, AnyRoute, Command, Event, ServiceName } from './contract.ts';
import * as dispatch from './dispatch.ts';
import * as payment from './payment.ts';
import * as ratings from './ratings.ts';
import * as shipping from './shipping.ts';
import * as user from './user.ts';
import * as web from './web.ts';

const modules = { web, user, catalogue, cart, payment, shipping, ratings, dispatch } as const;

/** Every deployable's name. */
export const serviceNames = Object.keys(modules) as ServiceName[];

const isKind = (kind: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

function declared<T>(service: ServiceName, kind: string): T[] {
  return Object.values(modules[service]).filter(isKind(kind)) as T[];
}

/** Every route a service serves. */
export const routesOf = (service: ServiceName): AnyRoute[] => declared<AnyRoute>(service, 'route');
/** Every command a service handles. */
export const commandsOf = (service: ServiceName): Command[] => declared<Command>(service, 'command');
/** Every event a service announces. */
export const eventsOf = (service: ServiceName): Event[] => declared<Event>(service, 'event');
/** Every event that nobody has to hear. */
export const announcements = (): Event[] =>
  serviceNames.flatMap(eventsOf).filter(({ heardBy }) => heardBy.length === 0);
/** The events that a service's queue takes. */
export const heardBy = (service: ServiceName): Event[] =>
  serviceNames.flatMap(eventsOf).filter((event) => event.heardBy.includes(service));

/** Every route there is. */
export const allRoutes = (): AnyRoute[] => serviceNames.flatMap(routesOf);
/** Every message there is. */
export const allMessages = (): AnyMessage[] =>
  serviceNames.flatMap((service) => [...commandsOf(service), ...eventsOf(service)]);

/** Where the gateway serves a route; undefined for what only services may call. */
export function publicPath(route: AnyRoute): string | undefined {
  if (route.access === 'service') return undefined;
  return route.service === 'web' ? `/api${route.path}` : `/api/${route.service}${route.path}`;
}
