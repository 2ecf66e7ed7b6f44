import { z } from 'zod';
import type { AnyRoute, CallInput, Output } from './contract.ts';
import { type Issue, issueOf } from './issue.ts';

/** The loose form of an input, for code that works on any route. */
export interface AnyInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/**
 * The path and query string of a call, relative to the service's base URL. Throws a ZodError when a part does not fit
 * the contract, before anything is sent.
 */
export function pathOf(route: AnyRoute, input: AnyInput): string {
  const params = (input.params ?? {}) as Record<string, unknown>;
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one));
    }
  }
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Parses the parts of a request; the issues say where: `body.quantity`. */
export function parseInput(
  route: AnyRoute,
  raw: { params: unknown; query: unknown; body: unknown },
): { ok: true; input: CallInput<AnyRoute> } | { ok: false; issues: Issue[] } {
  const issues: Issue[] = [];
  const take = (part: 'params' | 'query' | 'body') => {
    // Left out is empty; null is not.
    const given = raw[part] === undefined ? {} : raw[part];
    const result = route[part].safeParse(given);
    if (result.success) return result.data;
    issues.push(...result.error.issues.map((found) => issueOf(part, found, given)));
    return undefined;
  };
  const input = { params: take('params'), query: take('query'), body: take('body') };
  return issues.length === 0 ? { ok: true, input: input as CallInput<AnyRoute> } : { ok: false, issues };
}

/**
 * Reads an answer. A newer service may say more than this contract knows: that is left out, at any depth, so that callers and
 * services can be replaced one after the other. Anything missing or other than promised is the ZodError of the result.
 */
export function parseAnswer<R extends AnyRoute>(
  route: R,
  body: unknown,
): { success: true; data: Output<R> } | { success: false; error: z.ZodError } {
  const read = route.output.safeParse(body);
  if (read.success) return { success: true, data: read.data as Output<R> };
  const { issues } = read.error;
  if (!issues.every((issue) => issue.code === 'unrecognized_keys')) {
    return { success: false, error: read.error };
  }
  const known = structuredClone(body);
  for (const { path, keys } of issues) {
    const owner = path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown>)[name], known);
    for (const key of keys) delete (owner as Record<string, unknown>)[key];
  }
  const again = route.output.safeParse(known);
  return again.success ? { success: true, data: again.data as Output<R> } : again;
}

/** JSON Schema (OpenAPI 3.1) of a contract's part. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...drawn } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return drawn;
}
