import { dispatch, Id } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import type { Metadata } from 'next';
import { one, type SearchParams } from '../../../../components/admin/filters.ts';
import { Away } from '../../../../components/away.tsx';
import { Missing } from '../../../../components/missing.tsx';
import { OrderView } from '../../../../components/order/order-view.tsx';
import { backend, orAway, orMissing, publicRead } from '../../../../server/backend.ts';
import { currentSession } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Order', robots: { index: false }, referrer: 'no-referrer' };

interface Props {
  params: Promise<{ orderId: string }>;
  searchParams: SearchParams;
}

export default async function OrderPage({ params, searchParams }: Props) {
  const { orderId } = await params;
  if (!Id.safeParse(orderId).success) return <Missing />;
  const key = one((await searchParams)['key']);
  const session = await currentSession();
  const mine = session === undefined ? undefined : await orAway(ownOrder(orderId));
  const order = mine ?? (key === undefined ? undefined : await orAway(openedOrder(orderId, key)));
  if (order === 'away') return <Away what="This order" />;
  if (order === undefined) return <Missing />;
  return (
    <OrderView
      initial={order}
      following={mine === undefined && key !== undefined ? { by: 'key', key } : { by: 'session' }}
      invite={session?.shopper.kind !== 'member'}
    />
  );
}

/** The order, when it belongs to whoever is looking. */
async function ownOrder(orderId: string): Promise<dispatch.Order | undefined> {
  try {
    return await backend(dispatch.getOrder, { params: { orderId } });
  } catch (error) {
    if (error instanceof CallError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}

/** The order that a key from an e-mail opens, when it is this one. */
async function openedOrder(orderId: string, accessKey: string): Promise<dispatch.Order | undefined> {
  const order = await orMissing(publicRead(dispatch.openOrder, { params: { accessKey } }));
  return order?.id === orderId ? order : undefined;
}
