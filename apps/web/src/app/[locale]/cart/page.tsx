import { cart } from '@shop/contracts';
import type { Metadata } from 'next';
import { Away } from '../../../components/away.tsx';
import { CartLine } from '../../../components/cart-line.tsx';
import { CheckoutLink } from '../../../components/checkout-link.tsx';
import { type ListParams, one } from '../../../components/list-params.ts';
import { RemovedNotice } from '../../../components/removed-notice.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { money, Notice } from '../../../components/ui.tsx';
import { backend, orAway } from '../../../server/backend.ts';
import { currentSession, sessionAway } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Cart', robots: { index: false } };

export default async function CartPage({ searchParams }: { searchParams: Promise<ListParams> }) {
  const [session, away, asked] = await Promise.all([currentSession(), sessionAway(), searchParams]);
  if (away) return <Away what="Your cart" />;
  const mine = session === undefined ? undefined : await orAway(backend(cart.getCart, {}));
  if (mine === 'away') return <Away what="Your cart" />;
  const removed = one(asked['removed']);
  const quantity = Number(one(asked['quantity']));
  const undo =
    removed !== undefined && quantity >= 1 && mine?.lines.every(({ sku }) => sku !== removed) === true;
  return (
    <>
      {undo && <RemovedNotice sku={removed} quantity={quantity} />}
      {one(asked['failed']) !== undefined && (
        <div className="mb-5">
          <Notice tone="bad" title="That did not work. Please try again in a moment." />
        </div>
      )}
      {mine === undefined || mine.lines.length === 0 ? (
        <Empty member={session?.shopper.kind === 'member'} />
      ) : (
        <Full mine={mine} />
      )}
    </>
  );
}

function Full({ mine }: { mine: cart.Cart }) {
  const blocked = mine.lines.some(({ problem }) => problem !== undefined);
  return (
    <>
      <h1 className="mb-6 sm:mb-8">Your cart</h1>
      {!mine.priced && (
        <div className="mb-6">
          <Notice tone="warn" title="Prices cannot be shown right now">
            The catalogue is taking a break. Your cart is safe; please look again in a moment.
          </Notice>
        </div>
      )}
      <div className="group/cart gap-14 lg:grid lg:grid-cols-[1fr_21rem]">
        <ul className="divide-y divide-line">
          {mine.lines.map((line) => (
            <CartLine key={line.sku} line={line} priced={mine.priced} />
          ))}
        </ul>
        <aside className="card mt-6 h-fit p-6 lg:sticky lg:top-24 lg:mt-0" aria-label="Summary">
          <dl>
            <dt className="text-sm text-muted">
              Subtotal of {mine.quantity} {mine.quantity === 1 ? 'item' : 'items'}
            </dt>
            <dd className="mt-1 text-3xl font-semibold tracking-[-0.02em] tabular-nums transition-opacity group-has-[[data-saving]]/cart:opacity-40">
              {mine.priced ? money(mine.subtotal) : '–'}
            </dd>
          </dl>
          <p className="mt-2 text-sm text-muted">
            20 % VAT is in it. Delivery is worked out at checkout from your city and the weight.
          </p>
          {blocked || !mine.priced ? (
            <>
              <button type="button" disabled className="button-primary mt-5 w-full">
                Check out
              </button>
              {blocked && <p className="mt-2 text-sm text-bad">Please look at the marked lines first.</p>}
            </>
          ) : (
            <CheckoutLink />
          )}
          <ShopLink href="/" className="link mt-2 flex min-h-11 items-center justify-center text-sm">
            Continue shopping
          </ShopLink>
        </aside>
      </div>
    </>
  );
}

function Empty({ member }: { member: boolean }) {
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
      <h1>Your cart is empty</h1>
      <p className="mt-3 text-muted">
        What you put in is kept for {member ? 180 : 30} days{member ? '' : ', 180 when you are signed in'}.
      </p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <ShopLink href="/search?sort=newest" className="button-primary">
          See what is new
        </ShopLink>
        {!member && (
          <ShopLink href="/login?next=/cart" className="button-quiet">
            Sign in
          </ShopLink>
        )}
      </div>
    </div>
  );
}
