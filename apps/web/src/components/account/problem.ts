import type { Issue } from '@shop/contracts';

/** What the shop answered instead of what was asked for (RFC 9457). `title` is the sentence to show. */
export interface Refusal {
  code: string;
  title: string;
  issues?: Issue[];
  facts?: Record<string, unknown>;
}

const away: Refusal = {
  code: 'service_unavailable',
  title: 'The shop cannot be reached. Please check your connection and try again.',
};
const LIMIT_MS = 20_000;

/** Sends a request to the shop's own API and tells what came of it; never throws. */
export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ ok: true; value: T } | { ok: false; problem: Refusal }> {
  try {
    const answer = await fetch(path, {
      method,
      signal: AbortSignal.timeout(LIMIT_MS),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value: unknown = await answer.json();
    if (answer.ok) return { ok: true, value: value as T };
    return { ok: false, problem: isRefusal(value) ? value : away };
  } catch {
    return { ok: false, problem: away };
  }
}

const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'code' in value && 'title' in value;
