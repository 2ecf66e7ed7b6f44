import { describe, expect, it } from 'vitest';
import type { Unfolded } from '../src/argocd.ts';
import { changesBetween, fieldChanges } from '../src/changes.ts';
import { shop } from './shop.ts';
import { broken, objectsOf } from './support.ts';

function staging(text: string): Unfolded[] {
  const objects = objectsOf(text);
  const application = objects.find(({ manifest }) => manifest.kind === 'Application');
  if (application === undefined) throw new Error('no Application');
  const own = objects.filter((object) => object.application === 'staging');
  return [{ application, objects: own, run: undefined, problems: [] }];
}
const between = (before: string, after: string) => changesBetween(staging(before), staging(after));

describe('what ArgoCD would change', () => {
  it('is nothing when nothing differs', () => {
    expect(between(shop, shop)).toEqual([]);
  });

  it('is a field, told by the name of the container it is in', () => {
    expect(between(shop, broken('cart:0.1.0', 'cart:0.1.1'))).toMatchObject([
      {
        application: 'staging',
        hooksOnly: false,
        objects: [
          {
            object: 'Deployment/cart',
            what: 'changed',
            refused: [],
            fields: [
              {
                path: 'spec.template.spec.containers[cart].image',
                before: 'registry.example/shopstack/cart:0.1.0',
                after: 'registry.example/shopstack/cart:0.1.1',
              },
            ],
          },
        ],
      },
    ]);
  });

  it('is an object that comes, and one that goes', () => {
    const without = broken(/---\napiVersion: policy\/v1[\s\S]*?(?=---)/, '');
    expect(between(without, shop)[0]?.objects).toMatchObject([
      { object: 'PodDisruptionBudget/cart', what: 'added' },
    ]);
    expect(between(shop, without)[0]?.objects).toMatchObject([
      { object: 'PodDisruptionBudget/cart', what: 'removed' },
    ]);
  });

  it('is nothing yet when only hooks differ', () => {
    const [change] = between(
      shop,
      broken('name: migrate, image: busybox:1.37', 'name: migrate, image: busybox:1.38'),
    );
    expect(change).toMatchObject({
      hooksOnly: true,
      objects: [{ object: 'Job/cart-migrate', hook: 'PreSync' }],
    });
    // A hook is made anew each time, so its template may change.
    expect(change?.objects[0]?.refused).toEqual([]);
  });

  it('is refused where the API server lets nobody change a field', () => {
    const other = broken('serviceName: redis', 'serviceName: redis-nodes');
    expect(between(shop, other)[0]?.objects).toMatchObject([
      { object: 'StatefulSet/redis', refused: ['spec.serviceName'] },
    ]);
  });

  it('is a whole Application that comes', () => {
    expect(changesBetween([], staging(shop))[0]).toMatchObject({ application: 'staging' });
  });
});

describe('the fields of two values', () => {
  it('are told apart by name, and by place where there are no names', () => {
    const before = { ports: [{ name: 'a', port: 1 }], args: ['x', 'y'] };
    const after = {
      ports: [
        { name: 'b', port: 2 },
        { name: 'a', port: 1 },
      ],
      args: ['x'],
    };
    expect(fieldChanges(before, after)).toEqual([
      { path: 'ports[b]', before: undefined, after: { name: 'b', port: 2 } },
      { path: 'args[1]', before: 'y', after: undefined },
    ]);
  });

  it('are one change when the kind of value differs', () => {
    expect(fieldChanges({ a: [1] }, { a: { b: 1 } })).toEqual([{ path: 'a', before: [1], after: { b: 1 } }]);
  });
});
