import type { ProblemDetails } from '@shop/contracts';
import { type Kind, reasonOf, Trouble } from './trouble.ts';

/** What the shop's refusal means to an operator. */
export function refusal(problem: ProblemDetails, shop: string): Trouble {
  const trace = problem.traceId === undefined ? '' : ` (trace ${problem.traceId})`;
  const what = `${shop} refused: ${problem.code}, ${sentence(problem)}${trace}`;
  return new Trouble(kindOf(problem), what, adviceFor(problem, shop));
}

function sentence({ title, detail, issues = [] }: ProblemDetails): string {
  const where = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return [detail ?? title, where].filter((part) => part !== '').join(' ');
}

function kindOf({ status, code }: ProblemDetails): Kind {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 503 || status === 504) return 'unreachable';
  if (status >= 500) return 'fault';
  if (code === 'route_not_found' || code === 'method_not_allowed') return 'fault';
  return code === 'invalid_request' ? 'usage' : 'refused';
}

function adviceFor({ status, code, facts }: ProblemDetails, shop: string): string {
  if (code === 'wrong_credentials') return 'Check the name and the password.';
  if (status === 401) return `Sign in: \`shopctl login --shop ${shop}\`.`;
  if (status === 403)
    return `Sign in with an account whose role may do this, such as an admin's: \`shopctl login --shop ${shop}\`.`;
  if (status === 429) return `Wait ${String(facts?.retryAfterS ?? 'a few')} seconds and try again.`;
  if (status === 503) return 'See which service is down: `shopctl status`; then try again.';
  if (status >= 500) return 'Look for the trace in the logs of the services.';
  if (code === 'route_not_found' || code === 'method_not_allowed')
    return 'Use the shopctl of the version that runs there.';
  return '';
}

/** The gateway did not answer within the time limit. */
export const tooSlow = (url: string, limitMs: number, cause: unknown): Trouble =>
  new Trouble(
    'unreachable',
    `${url} did not answer within ${limitMs / 1000} s.`,
    'Try again with a larger --timeout; whatever was asked for may have been done: look before you ask twice.',
    { cause },
  );

/** There is nobody at that address. */
export const unreachable = (url: string, cause: unknown): Trouble =>
  new Trouble(
    'unreachable',
    `${url} cannot be reached: ${reasonOf(cause)}.`,
    'Check --shop (or SHOP_URL) and that the gateway runs; dead letters can be had from the broker: `shopctl dlq list --amqp URL`.',
    { cause },
  );
