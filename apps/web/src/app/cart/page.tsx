import { cart } from '@shop/contracts';
import type { Metadata } from 'next';
import Link from 'next/link';
import { CartQuantity } from '../../components/cart-quantity.tsx';
import { ProductPicture } from '../../components/product-picture.tsx';
import { RemoveLine } from '../../components/remove-line.tsx';
import { money, Notice } from '../../components/ui.tsx';
import { backend } from '../../server/backend.ts';
import { currentSession } from '../../server/session.ts';

export const metadata: Metadata = { title: 'Cart', robots: { index: false } };

type Line = cart.Cart['lines'][number];

const problems = {
  gone: 'We do not sell this any more. Please remove it.',
  out_of_stock: 'Sold out since you put it in. Please remove it.',
  not_enough_stock: 'We do not have that many left.',
} as const;

export default async function CartPage() {
  const session = await currentSession();
  const mine = session === undefined ? undefined : await backend(cart.getCart, {});
  if (mine === undefined || mine.lines.length === 0) {
    return (
      <div className="mx-auto max-w-md py-10 text-center">
        <h1>Your cart is empty</h1>
        <p className="mt-3 text-muted">
          Robots you put in are kept here for 30 days, 180 when you are signed in.
        </p>
        <Link href="/" className="button-primary mt-6">
          Find a robot
        </Link>
      </div>
    );
  }
  const blocked = mine.lines.some(({ problem }) => problem !== undefined);
  return (
    <>
      <h1 className="mb-6">Your cart</h1>
      {!mine.priced && (
        <div className="mb-4">
          <Notice tone="warn" title="Prices cannot be shown right now">
            The catalogue is taking a break. Your cart is safe; please look again in a moment.
          </Notice>
        </div>
      )}
      <div className="gap-8 lg:grid lg:grid-cols-[1fr_20rem]">
        <ul className="card h-fit divide-y divide-line">
          {mine.lines.map((line) => (
            <CartLine key={line.sku} line={line} priced={mine.priced} />
          ))}
        </ul>
        <aside className="card mt-6 h-fit p-5 lg:sticky lg:top-36 lg:mt-0" aria-label="Summary">
          <dl className="flex items-baseline justify-between">
            <dt>Subtotal, VAT included</dt>
            <dd className="text-xl font-semibold tabular-nums">{mine.priced ? money(mine.subtotal) : '–'}</dd>
          </dl>
          <p className="mt-1 text-sm text-muted">
            Delivery is worked out at checkout from your city and the weight.
          </p>
          {blocked || !mine.priced ? (
            <p className="button-primary mt-5 w-full cursor-not-allowed opacity-55" aria-disabled="true">
              Check out
            </p>
          ) : (
            <Link href="/checkout" className="button-primary mt-5 w-full">
              Check out
            </Link>
          )}
          {blocked && <p className="mt-2 text-sm text-bad">Please look at the marked lines first.</p>}
          <Link href="/" className="link mt-4 block py-1 text-center text-sm">
            Continue shopping
          </Link>
        </aside>
      </div>
    </>
  );
}

function CartLine({ line, priced }: { line: Line; priced: boolean }) {
  return (
    <li className="grid grid-cols-[5rem_1fr] gap-4 p-4 sm:grid-cols-[6rem_1fr_auto]">
      <ProductPicture src={line.image} name="" size={96} />
      <div>
        <Link href={`/product/${line.sku}`} className="font-medium hover:underline">
          {line.name}
        </Link>
        {priced && <p className="text-sm text-muted tabular-nums">{money(line.unitPrice)} each</p>}
        {line.problem !== undefined && (
          <p className="mt-1 text-sm font-medium text-bad">
            {problems[line.problem]}
            {line.problem === 'not_enough_stock' && ` There are ${line.available}.`}
          </p>
        )}
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <CartQuantity sku={line.sku} name={line.name} quantity={line.quantity} />
          <RemoveLine sku={line.sku} name={line.name} />
        </div>
      </div>
      <p className="col-start-2 font-semibold tabular-nums sm:col-start-auto sm:text-right">
        {priced ? money(line.lineTotal) : '–'}
      </p>
    </li>
  );
}
