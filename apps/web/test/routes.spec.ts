import { allRoutes, publicPath } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { RouteTable } from '../src/gateway/routes.ts';

const table = new RouteTable();
const id = '01a1fd21-fbd4-753f-8864-dd5d4a0aedb5';
const example = (path: string) => path.replace(/:\w+/g, id);

describe('the routes of the gateway', () => {
  const outside = allRoutes().flatMap((route) => {
    const path = publicPath(route);
    return path === undefined ? [] : [{ route, path, name: `${route.method} ${path}` }];
  });
  it.each(outside)('serves $name', ({ route, path }) => {
    const match = table.find(route.method, example(path));
    expect(match).toMatchObject({ kind: 'route', upstreamPath: example(route.path) });
    expect(match.kind === 'route' && match.route).toBe(route);
  });

  const inside = allRoutes().filter(({ access }) => access === 'service');
  it.each(inside.map((route) => ({ route, name: `${route.method} ${route.service}${route.path}` })))(
    'knows nothing of $name, which is for services',
    ({ route }) => {
      const path = example(`/api/${route.service}${route.path}`);
      const match = table.find(route.method, path);
      expect(match.kind === 'route' && match.route.access).not.toBe('service');
      expect(match.kind).not.toBe('route');
    },
  );

  it.each([
    '/api',
    '/api/',
    '/api/cart',
    '/api/cart/cart/',
    '/api/cart/cart/lines/UHJ/more',
    '/api//cart/cart',
    '/api/web/session',
    '/api/user/%2ewell-known/jwks.json',
    '/api/nowhere/cart',
    '/API/cart/cart',
    '/api/catalogue/products/%zz',
    '/api/catalogue/products/%ff',
  ])('knows nothing of %s', (path) => {
    expect(table.find('GET', path).kind).toBe('nothing');
  });

  it.each(['..', '.', '%2e%2e', '%2E.', '.%2e'])('takes no “%s” for a part of a path', (dots) => {
    expect(table.find('GET', `/api/catalogue/products/${dots}`).kind).toBe('nothing');
    expect(table.find('GET', `/api/ratings/products/${dots}/reviews`).kind).toBe('nothing');
    expect(table.find('GET', `/api/shipping/countries/${dots}/cities`).kind).toBe('nothing');
  });

  it('says which methods a path takes', () => {
    const match = table.find('PUT', '/api/cart/cart');
    expect(match).toMatchObject({ kind: 'wrong_method', allowed: ['GET', 'DELETE'] });
  });
});
