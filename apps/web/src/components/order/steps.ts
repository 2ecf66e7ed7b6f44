import type { dispatch } from '@shop/contracts';

export type StepName = 'placed' | 'confirmed' | 'packed' | 'dispatched' | 'out_for_delivery' | 'delivered';
export type Shown = Pick<dispatch.Order, 'state' | 'timeline' | 'shipment' | 'delivery'>;
interface Step {
  name: StepName;
  is: 'done' | 'now' | 'open';
  at?: string;
}

const names: readonly StepName[] = [
  'placed',
  'confirmed',
  'packed',
  'dispatched',
  'out_for_delivery',
  'delivered',
];
const undone = new Set<dispatch.OrderState>(['cancelling', 'cancelled', 'refunding', 'refunded']);

/** When each step was reached, as far as it was. */
function reached({ timeline, shipment }: Shown): Map<StepName, string> {
  const at = (state: dispatch.OrderState) => timeline.find((entry) => entry.state === state)?.at;
  const parcel = shipment?.history.find(({ status }) => status === 'out_for_delivery')?.at;
  const all: [StepName, string | undefined][] = [
    ['placed', at('placed')],
    ['confirmed', at('confirmed')],
    ['packed', at('captured')],
    ['dispatched', at('dispatched')],
    ['out_for_delivery', parcel],
    ['delivered', at('delivered')],
  ];
  return new Map(all.flatMap(([name, when]) => (when === undefined ? [] : [[name, when]])));
}

/** The steps of an order that goes well; undefined for one that is being undone. */
export function stepsOf(order: Shown): Step[] | undefined {
  if (undone.has(order.state)) return undefined;
  const when = reached(order);
  const furthest = names.findLastIndex((name) => when.has(name));
  return names.map((name, n) => {
    const at = when.get(name);
    const done = n < furthest || name === 'delivered';
    const is = n > furthest ? 'open' : done ? 'done' : 'now';
    return { name, is, ...(at === undefined ? {} : { at }) };
  });
}
