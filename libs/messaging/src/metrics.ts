import { metricOnce } from '@shop/health/http-metrics';
import { Counter, Histogram } from 'prom-client';

const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> =>
  metricOnce(name, () => new Counter({ name, help, labelNames }));

/** Message counters. `type` is the contract's name, or `unknown` where the message names no contract of ours. */
export const metrics = {
  published: counter('messages_published_total', 'Messages the broker confirmed', ['type']),
  /** outcome: ok, retry, dead. */
  handled: counter('messages_handled_total', 'Attempts to handle a message', ['type', 'outcome']),
  retried: counter('messages_retried_total', 'Messages put aside for another attempt', ['type']),
  dead: counter('messages_dead_total', 'Messages given up', ['type', 'reason']),
  duration: metricOnce(
    'message_duration_seconds',
    () =>
      new Histogram({
        name: 'message_duration_seconds',
        help: 'Time one attempt to handle a message took',
        labelNames: ['type'] as const,
        buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      }),
  ),
};
