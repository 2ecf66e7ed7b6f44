import { cart } from '@shop/contracts';
import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Away } from '../../../components/away.tsx';
import { PromotedSummary } from '../../../components/cart/promoted-summary.tsx';
import { SavedLines } from '../../../components/cart/saved-lines.tsx';
import { CartLine } from '../../../components/cart-line.tsx';
import { DeliveryEstimate, type Destination } from '../../../components/delivery-estimate.tsx';
import { type ListParams, one } from '../../../components/list-params.ts';
import { RemovedNotice } from '../../../components/removed-notice.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
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
    <Words of={['cart', 'errors', 'promotions']}>
      {undo && <RemovedNotice sku={removed} quantity={quantity} />}
      {one(asked['failed']) !== undefined && (
        <div className="mb-5">
          <Notice tone="bad" title={t('failed')} />
        </div>
      )}
      {mine === undefined || mine.lines.length === 0 ? (
        <Empty member={session?.shopper.kind === 'member'} />
      ) : (
        <Full mine={mine} to={destinationOf(asked)} />
      )}
      {mine !== undefined && <SavedLines lines={mine.saved} priced={mine.priced} />}
    </Words>
  );
}

function destinationOf(asked: ListParams): Destination | undefined {
  const [country, city] = [one(asked['to']), one(asked['city'])?.trim().slice(0, 80)];
  return country !== undefined && /^[A-Z]{2}$/.test(country) && city ? { country, city } : undefined;
}

function Full({ mine, to }: { mine: cart.Cart; to: Destination | undefined }) {
  const t = useTranslations('cart');
  const weightGrams = mine.lines.reduce((sum, line) => sum + line.weightGrams * line.quantity, 0);
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
        <div>
          <ul className="divide-y divide-line">
            {mine.lines.map((line, i) => (
              <CartLine key={line.sku} line={line} priced={mine.priced} eager={i < 3} />
            ))}
          </ul>
          {mine.priced && (
            <div id="delivery" className="mt-4 scroll-mt-28 border-t border-line pt-4">
              <DeliveryEstimate path="/cart" weightGrams={Math.max(1, weightGrams)} to={to} />
            </div>
          )}
        </div>
        <PromotedSummary mine={mine} />
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
