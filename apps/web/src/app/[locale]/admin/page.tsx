import { catalogue, dispatch, hasAccess } from '@shop/contracts';
import type { Metadata } from 'next';
import { DayCharts } from '../../../components/admin/day-charts.tsx';
import { hrefWith, one, type SearchParams } from '../../../components/admin/filters.ts';
import { Funnel } from '../../../components/admin/funnel.tsx';
import { Table } from '../../../components/admin/table.tsx';
import { Tile } from '../../../components/admin/tile.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { money, Notice } from '../../../components/ui.tsx';
import { backend, orAway } from '../../../server/backend.ts';
import { requireStaff } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Admin' };
const spans = [7, 30, 90] as const;
const FEW = 6;

export default async function Dashboard({ searchParams }: { searchParams: SearchParams }) {
  const { shopper } = await requireStaff('staff', '/admin');
  const asked = Number(one((await searchParams)['days']) ?? 30);
  const days = spans.find((span) => span === asked) ?? 30;
  const [figures, low] = await Promise.all([
    orAway(backend(dispatch.getFigures, { query: { days } })),
    orAway(backend(catalogue.listLowStock, { query: { below: FEW, limit: 10 } })),
  ]);
  const may = (access: 'support' | 'merchant') => hasAccess(shopper.role, access);
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <h1>Today in the shop</h1>
        <nav aria-label="How many days" className="flex flex-wrap gap-2">
          {spans.map((span) => (
            <ShopLink
              key={span}
              href={hrefWith('/admin', { days: span })}
              aria-current={span === days ? 'page' : undefined}
              className="button-quiet aria-[current=page]:bg-accent-soft"
            >
              {span} days
            </ShopLink>
          ))}
        </nav>
      </div>
      {figures === 'away' ? (
        <Notice tone="bad" title="The orders cannot be counted now.">
          The order service does not answer in time. Orders go on; try again in a moment.
        </Notice>
      ) : (
        <Figures figures={figures} support={may('support')} />
      )}
      <section className="mt-8">
        <h2 className="mb-3">Running out</h2>
        {low === 'away' && <Notice tone="warn" title="The stock cannot be read now." />}
        {low !== 'away' && low.total === 0 && (
          <p className="text-muted">Of everything there are {FEW} or more.</p>
        )}
        {low !== 'away' && low.total > 0 && (
          <>
            <Table caption="Products running out" heads={['Product', 'SKU', 'Left', 'Held for orders']}>
              {low.items.map(({ sku, name, available, held }) => (
                <tr key={sku}>
                  <td>
                    {may('merchant') ? (
                      <ShopLink href={`/admin/products/${sku}`} className="link">
                        {name}
                      </ShopLink>
                    ) : (
                      name
                    )}
                  </td>
                  <td className="font-mono text-xs">{sku}</td>
                  <td className={`tabular-nums ${available === 0 ? 'font-medium text-bad' : ''}`}>
                    {available}
                  </td>
                  <td className="tabular-nums">{held}</td>
                </tr>
              ))}
            </Table>
            {low.total > low.items.length && (
              <p className="mt-2 text-sm text-muted">
                The {low.items.length} with the fewest, of {low.total}.
              </p>
            )}
          </>
        )}
      </section>
    </>
  );
}

type Found = Exclude<Awaited<ReturnType<typeof backend<typeof dispatch.getFigures>>>, 'away'>;

function Figures({ figures, support }: { figures: Found; support: boolean }) {
  const { days, funnel, open, returns, refunds, stuck } = figures;
  const today = days.at(-1);
  const revenue = days.reduce((sum, day) => sum + day.revenue.amount, 0);
  const desk = (href: string) => (support ? { href } : {});
  return (
    <>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        <Tile name="Orders today" value={String(today?.orders ?? 0)} {...desk('/admin/orders')} />
        <Tile name={`Revenue, ${days.length} days`} value={money({ amount: revenue, currency: 'EUR' })} />
        <Tile name="Under way" value={String(open)} {...desk('/admin/orders')} />
        <Tile name="Returns to look at" value={String(returns)} href="/admin/returns" />
        <Tile name="Refunds to agree to" value={String(refunds)} {...desk('/admin/refunds')} />
        <Tile name="Stuck" value={String(stuck)} bad={stuck > 0} {...desk('/admin/stuck')} />
      </ul>
      <section className="mt-8">
        <h2 className="mb-3">Day by day</h2>
        <DayCharts
          days={days.map(({ day, orders, revenue: paid }) => ({ day, orders, revenue: paid.amount / 100 }))}
        />
        <details className="mt-3">
          <summary className="link inline-flex min-h-11 cursor-pointer items-center text-sm">
            The same as a table
          </summary>
          <Table
            caption="Orders and revenue by day, in UTC"
            heads={['Day', 'Orders', 'Came to nothing', 'Revenue']}
          >
            {days.toReversed().map(({ day, orders, cancelled, revenue: paid }) => (
              <tr key={day}>
                <td>{day}</td>
                <td className="tabular-nums">{orders}</td>
                <td className="tabular-nums">{cancelled}</td>
                <td className="tabular-nums">{money(paid)}</td>
              </tr>
            ))}
          </Table>
        </details>
      </section>
      <section className="mt-8">
        <h2 className="mb-1">How far shoppers get</h2>
        <p className="mb-3 text-sm text-muted">
          Carts are those that are filled now; the rest is of the last {days.length} days.
        </p>
        <Funnel steps={funnel} />
      </section>
    </>
  );
}
