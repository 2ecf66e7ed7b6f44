export { personOf } from './acts.ts';
export * as cart from './cart.ts';
export * as catalogue from './catalogue.ts';
export type * from './contract.ts';
export * as dispatch from './dispatch.ts';
export {
  type ErrorCode,
  errors,
  ProblemDetails,
  sentenceOf,
  statusOf,
} from './errors.ts';
export { ExchangeRate, exchanged, ShownCurrency } from './exchange.ts';
export { Issue, IssueKind } from './issue.ts';
export { Locale } from './locale.ts';
export { Envelope, Origin, Waiting } from './message.ts';
export * as payment from './payment.ts';
export {
  CLIENT_HEADER,
  defaultLocale,
  descriptionIn,
  localeOf,
  localPath,
  MAX_QUANTITY,
  mayBePaidBack,
  nameIn,
  plainPath,
} from './plain.ts';
export * from './primitives.ts';
export { Problem } from './problem.ts';
export * as ratings from './ratings.ts';
export { type AnyInput, jsonSchemaOf, parseAnswer, parseInput, pathOf } from './request.ts';
export { asksForRole, hasAccess, Role } from './roles.ts';
export {
  allMessages,
  allRoutes,
  announcements,
  commandsOf,
  eventsOf,
  heardBy,
  publicPath,
  routesOf,
  serviceNames,
} from './services.ts';
export * as shipping from './shipping.ts';
export * as user from './user.ts';
export * as web from './web.ts';
