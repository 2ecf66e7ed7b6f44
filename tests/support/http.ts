import { type AnyRoute, type CallInput, type Output, pathOf } from '@shop/contracts';

export interface Answer<R extends AnyRoute> {
  status: number;
  headers: Headers;
  /** The parsed body: what the contract promises on success, a problem otherwise. */
  body: Output<R> & { code?: string; issues?: { path: string }[]; facts?: Record<string, unknown> };
}

/** Sends what it is given, right or wrong, to a service's door and tells what came back. */
export async function send<R extends AnyRoute>(
  baseUrl: string,
  route: R,
  input: CallInput<R> | Record<string, unknown> = {},
  options: { token?: string; headers?: Record<string, string> } = {},
): Promise<Answer<R>> {
  const { body } = input as { body?: unknown };
  const answer = await fetch(baseUrl + pathOf(route, input), {
    method: route.method,
    signal: AbortSignal.timeout(20_000),
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = text;
  }
  return { status: answer.status, headers: answer.headers, body: parsed as Answer<R>['body'] };
}
