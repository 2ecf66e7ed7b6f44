import { dispatch, Id } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { one, type SearchParams } from '../../../../components/admin/filters.ts';
import { Away } from '../../../../components/away.tsx';
import { Missing } from '../../../../components/missing.tsx';
import { OrderView } from '../../../../components/order/order-view.tsx';
import type { ShownOrder } from '../../../../components/order/use-order.ts';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { here } from '../../../../i18n/here.ts';
import { Words } from '../../../../i18n/words.tsx';
import { backend, orAway, orMissing, orNothing, publicRead } from '../../../../server/backend.ts';
import { provenEmail } from '../../../../server/proof.ts';
import { unlisted } from '../../../../server/seo.ts';
import { currentSession } from '../../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { ...unlisted((await getTranslations('orders'))('one')), referrer: 'no-referrer' };
}

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
  if (order === 'away') return <Away what={(await getTranslations('status.away'))('order')} />;
  if (order === 'over') return <LinkOver orderId={orderId} />;
  if (order === undefined && session?.shopper.kind === 'member') return <Missing />;
  // Whoever is not signed in may have it in their account: they sign in, and come back here.
  if (order === undefined) redirect(await here(loginTo(orderId)));
  return (
    <Words of={['orders', 'returns', 'errors']}>
      <OrderView
        initial={order}
        following={mine === undefined && key !== undefined ? { by: 'key', key } : { by: 'session' }}
        invite={session?.shopper.kind !== 'member'}
      />
    </Words>
  );
}

const loginTo = (orderId: string): string => `/login?next=${encodeURIComponent(`/orders/${orderId}`)}`;

async function LinkOver({ orderId }: { orderId: string }) {
  const t = await getTranslations('returns.link');
  return (
    <>
      <h1 className="mb-4">{t('over')}</h1>
      <p className="mb-6 max-w-prose text-muted">{t('why')}</p>
      <ShopLink href={loginTo(orderId)} className="button-primary">
        {t('sign-in')}
      </ShopLink>
    </>
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

/** The order that a key from an e-mail opens, when it is this one: all of it for who has named its e-mail address. */
async function openedOrder(orderId: string, accessKey: string): Promise<ShownOrder | 'over' | undefined> {
  const params = { accessKey };
  try {
    const email = await provenEmail(orderId);
    if (email !== undefined) {
      const whole = await orNothing(backend(dispatch.proveOrder, { params, body: { email } }));
      if (whole?.id === orderId) return whole;
    }
    const order = await orMissing(publicRead(dispatch.openOrder, { params }));
    return order?.id === orderId ? order : undefined;
  } catch (error) {
    if (error instanceof CallError && error.status === 410) return 'over';
    throw error;
  }
}
