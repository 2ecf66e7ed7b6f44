import { z } from 'zod';
import type { AnyRoute, CallInput } from './contract.ts';

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
): { ok: true; input: CallInput<AnyRoute> } | { ok: false; issues: { path: string; message: string }[] } {
  const issues: { path: string; message: string }[] = [];
  const take = (part: 'params' | 'query' | 'body') => {
    // Left out is empty; null is not.
    const result = route[part].safeParse(raw[part] === undefined ? {} : raw[part]);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      issues.push({ path: [part, ...issue.path].join('.'), message: issue.message });
    }
    return undefined;
  };
  const input = { params: take('params'), query: take('query'), body: take('body') };
  return issues.length === 0 ? { ok: true, input: input as CallInput<AnyRoute> } : { ok: false, issues };
}

/** JSON Schema (OpenAPI 3.1) of a contract's part. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...drawn } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return drawn;
}
