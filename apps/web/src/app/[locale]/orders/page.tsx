import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { hrefWith, pageNumber, type SearchParams } from '../../../components/admin/filters.ts';
import { Away } from '../../../components/away.tsx';
import { NothingYet } from '../../../components/nothing-yet.tsx';
import { StateBadge } from '../../../components/order/state.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Pager } from '../../../components/ui.tsx';
import { formats } from '../../../i18n/here.ts';
import { backend, orAway } from '../../../server/backend.ts';
import { unlisted } from '../../../server/seo.ts';
import { currentSession, sessionAway } from '../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('orders'))('title'));
}

export default async function Orders({ searchParams }: { searchParams: SearchParams }) {
  const [t, { date, money }] = await Promise.all([getTranslations('orders'), formats()]);
  const session = await currentSession();
  if (await sessionAway()) return <Away what={(await getTranslations('status.away'))('orders')} />;
  const page = pageNumber((await searchParams)['page']);
  const found =
    session === undefined
      ? undefined
      : await orAway(backend(dispatch.listOrders, { query: { page, size: 10 } }));
  if (found === 'away') return <Away what={(await getTranslations('status.away'))('orders')} />;
  return (
    <>
      <h1 className="mb-6">{t('title')}</h1>
      {found === undefined || found.total === 0 ? (
        <NothingYet
          picture="no-orders"
          action={
            <ShopLink href="/search" className="button-primary">
              {(await getTranslations('status.missing'))('all')}
            </ShopLink>
          }
        >
          {t('list.none')}{' '}
          {session?.shopper.kind !== 'member' &&
            t.rich('list.signIn', {
              link: (words) => (
                <ShopLink href="/login?next=/orders" className="link">
                  {words}
                </ShopLink>
              ),
            })}
        </NothingYet>
      ) : (
        <ul className="space-y-4">
          {found.items.map((order) => (
            <li key={order.id} className="card flex flex-wrap items-center gap-x-4 gap-y-3 p-4 sm:gap-x-6">
              <div className="flex-1 sm:min-w-40 sm:flex-none">
                <ShopLink href={`/orders/${order.id}`} className="link font-medium">
                  {order.number}
                </ShopLink>
                <p className="text-sm text-muted">{date(order.placedAt)}</p>
              </div>
              <ul
                aria-label={t('list.items')}
                className="flex gap-2 max-sm:order-last max-sm:basis-full sm:flex-1"
              >
                {order.lines.slice(0, 5).map((line) => (
                  <li key={line.sku}>
                    {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
                    <img
                      src={line.image}
                      alt={`${line.quantity} × ${line.name}`}
                      width={48}
                      height={48}
                      className="size-12 max-w-none rounded-lg bg-sunken"
                    />
                  </li>
                ))}
              </ul>
              <StateBadge state={order.state} />
              <p className="font-medium tabular-nums">{money(order.totals.total)}</p>
            </li>
          ))}
        </ul>
      )}
      {found !== undefined && (
        <Pager
          page={found.page}
          size={found.size}
          total={found.total}
          href={(to) => hrefWith('/orders', { page: to })}
        />
      )}
    </>
  );
}
