import { type AnyRoute, allRoutes, publicPath } from '@shop/contracts';

/** What a request to /api/* leads to. */
export type Match =
  | { kind: 'route'; route: AnyRoute; upstreamPath: string }
  | { kind: 'wrong_method'; allowed: string[] }
  | { kind: 'nothing' };

interface Entry {
  route: AnyRoute;
  pattern: RegExp;
}

// One part of a path, and never a dot or two: those mean another path to whoever tidies it up.
const PART = '(?!(?:\\.|%2[eE]){1,2}(?:/|$))[^/]+';

/** The routes of the contracts that are not for services only, and nothing else, by their public path. */
export class RouteTable {
  private readonly fixed = new Map<string, AnyRoute[]>();
  private readonly patterns = new Map<string, Entry[]>();

  constructor(routes: AnyRoute[] = allRoutes()) {
    for (const route of routes) {
      const path = publicPath(route);
      if (path === undefined) continue;
      if (!path.includes(':')) add(this.fixed, path, route);
      else
        add(this.patterns, bucket(path), {
          route,
          pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, PART)}$`),
        });
    }
  }

  find(method: string, path: string): Match {
    if (path.includes('%') && !isReadable(path)) return { kind: 'nothing' };
    const routes =
      this.fixed.get(path) ??
      this.patterns
        .get(bucket(path))
        ?.filter(({ pattern }) => pattern.test(path))
        .map(({ route }) => route);
    if (routes === undefined || routes.length === 0) return { kind: 'nothing' };
    const route = routes.find((candidate) => candidate.method === method);
    if (route === undefined) return { kind: 'wrong_method', allowed: routes.map((one) => one.method) };
    return {
      kind: 'route',
      route,
      upstreamPath: path.slice(route.service === 'web' ? '/api'.length : `/api/${route.service}`.length),
    };
  }
}

/** False for a path whose percent signs mean nothing: `%zz`, `%ff`. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Service and number of parts: few routes share both. */
function bucket(path: string): string {
  const parts = path.split('/');
  return `${parts[2]}/${parts.length}`;
}

function add<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
