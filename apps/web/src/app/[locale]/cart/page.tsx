import { cart } from '@shop/contracts';
import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Approximately, ChargedInEuro } from '../../../components/approximately.tsx';
import { Away } from '../../../components/away.tsx';
import { CartLine } from '../../../components/cart-line.tsx';
import { CheckoutLink } from '../../../components/checkout-link.tsx';
import { type ListParams, one } from '../../../components/list-params.ts';
import { RemovedNotice } from '../../../components/removed-notice.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
import { useFormats } from '../../../i18n/use-formats.ts';
import { Words } from '../../../i18n/words.tsx';
import { backend, orAway } from '../../../server/backend.ts';
import { unlisted } from '../../../server/seo.ts';
import { currentSession, sessionAway } from '../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('cart'))('title'));
}

export default async function CartPage({ searchParams }: { searchParams: Promise<ListParams> }) {
  const [session, away, asked] = await Promise.all([currentSession(), sessionAway(), searchParams]);
  const t = await getTranslations('cart');
  if (away) return <Away what={(await getTranslations('status.away'))('cart')} />;
  const mine = session === undefined ? undefined : await orAway(backend(cart.getCart, {}));
  if (mine === 'away') return <Away what={(await getTranslations('status.away'))('cart')} />;
  const removed = one(asked['removed']);
  const quantity = Number(one(asked['quantity']));
  const undo =
    removed !== undefined && quantity >= 1 && mine?.lines.every(({ sku }) => sku !== removed) === true;
  return (
    <Words of={['cart', 'errors']}>
      {undo && <RemovedNotice sku={removed} quantity={quantity} />}
      {one(asked['failed']) !== undefined && (
        <div className="mb-5">
          <Notice tone="bad" title={t('failed')} />
        </div>
      )}
      {mine === undefined || mine.lines.length === 0 ? (
        <Empty member={session?.shopper.kind === 'member'} />
      ) : (
        <Full mine={mine} />
      )}
    </Words>
  );
}

function Full({ mine }: { mine: cart.Cart }) {
  const t = useTranslations('cart');
  const { money } = useFormats();
  const blocked = mine.lines.some(({ problem }) => problem !== undefined);
  return (
    <>
      <h1 className="mb-6 sm:mb-8">{t('heading')}</h1>
      {!mine.priced && (
        <div className="mb-6">
          <Notice tone="warn" title={t('pricesAway')}>
            {t('pricesAwayText')}
          </Notice>
        </div>
      )}
      <div className="group/cart gap-14 lg:grid lg:grid-cols-[1fr_21rem]">
        <ul className="divide-y divide-line">
          {mine.lines.map((line) => (
            <CartLine key={line.sku} line={line} priced={mine.priced} />
          ))}
        </ul>
        <aside className="card mt-6 h-fit p-6 lg:sticky lg:top-24 lg:mt-0" aria-label={t('summary')}>
          <dl>
            <dt className="text-sm text-muted">{t('subtotal', { count: mine.quantity })}</dt>
            <dd className="mt-1 text-3xl font-semibold tracking-[-0.02em] tabular-nums transition-opacity group-has-[[data-saving]]/cart:opacity-40">
              {mine.priced ? money(mine.subtotal) : '–'} {mine.priced && <Approximately of={mine.subtotal} />}
            </dd>
          </dl>
          <p className="mt-2 text-sm text-muted">{t('vat')}</p>
          <ChargedInEuro />
          {blocked || !mine.priced ? (
            <>
              <button type="button" disabled className="button-primary mt-5 w-full">
                {t('checkOut')}
              </button>
              {blocked && <p className="mt-2 text-sm text-bad">{t('blocked')}</p>}
            </>
          ) : (
            <CheckoutLink />
          )}
          <ShopLink href="/" className="link mt-2 flex min-h-11 items-center justify-center text-sm">
            {t('continue')}
          </ShopLink>
        </aside>
      </div>
    </>
  );
}

function Empty({ member }: { member: boolean }) {
  const t = useTranslations('cart.empty');
  return (
    <div className="mx-auto max-w-lg py-14 text-center">
      {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
      <img
        src="/robots/empty-cart.svg"
        alt=""
        width={140}
        height={140}
        className="mx-auto mb-6 rounded-2xl"
      />
      <h1>{t('heading')}</h1>
      <p className="mt-3 text-muted">{member ? t('member') : t('guest')}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <ShopLink href="/search?sort=newest" className="button-primary">
          {t('new')}
        </ShopLink>
        {!member && (
          <ShopLink href="/login?next=/cart" className="button-quiet">
            {t('signIn')}
          </ShopLink>
        )}
      </div>
    </div>
  );
}
