import { cart, catalogue } from '@shop/contracts';
import { ShoppingCart, UserRound } from 'lucide-react';
import Link from 'next/link';
import { backend, orNothing, publicRead } from '../server/backend.ts';
import { currentSession } from '../server/session.ts';
import { SearchBox } from './search-box.tsx';

/** Categories with a place in the header; the home page has them all. */
const SHELVES = 9;

function Logo() {
  return (
    <Link href="/" className="flex items-center gap-2 py-2 text-lg font-bold tracking-tight">
      <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
        <rect x="3" y="9" width="26" height="19" rx="6" className="fill-accent" />
        <rect x="14.5" y="3" width="3" height="7" rx="1.5" className="fill-accent" />
        <circle cx="11" cy="17.5" r="3" className="fill-accent-ink" />
        <circle cx="21" cy="17.5" r="3" className="fill-accent-ink" />
        <rect x="11" y="23" width="10" height="2" rx="1" className="fill-accent-ink" />
      </svg>
      ShopStack
    </Link>
  );
}

export async function SiteHeader() {
  const session = await currentSession();
  const [categories, mine] = await Promise.all([
    orNothing(publicRead(catalogue.listCategories, {})),
    session === undefined ? undefined : orNothing(backend(cart.getCart, {})),
  ]);
  const quantity = mine?.quantity ?? 0;
  const shelves = [...(categories?.items ?? [])].sort((a, b) => b.products - a.products).slice(0, SHELVES);
  const { shopper } = session ?? {};
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface/95 backdrop-blur">
      <a
        href="#content"
        className="absolute -top-20 left-4 z-40 rounded-b-lg bg-accent px-4 py-2 text-accent-ink focus:top-0"
      >
        Skip to content
      </a>
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-4 px-4 py-2 sm:flex-nowrap">
        <Logo />
        <div className="order-last mb-1 w-full sm:order-none sm:mb-0 sm:max-w-xl sm:flex-1">
          <SearchBox />
        </div>
        <nav aria-label="Yours" className="ml-auto flex items-center gap-1">
          <Link
            href={shopper?.kind === 'member' ? '/account' : '/login'}
            className="flex min-h-11 items-center gap-2 rounded-lg px-3 hover:bg-sunken"
          >
            <UserRound aria-hidden="true" className="size-5" />
            <span className="max-w-32 truncate max-sm:sr-only">
              {shopper?.kind === 'member' ? shopper.name : 'Sign in'}
            </span>
          </Link>
          <Link
            href="/cart"
            className="relative flex min-h-11 items-center gap-2 rounded-lg px-3 hover:bg-sunken"
          >
            <ShoppingCart aria-hidden="true" className="size-5" />
            <span className="max-sm:sr-only">Cart</span>
            {quantity > 0 && (
              <span className="min-w-6 rounded-full bg-accent px-1.5 text-center text-sm font-semibold text-accent-ink tabular-nums">
                {quantity}
                <span className="sr-only"> items</span>
              </span>
            )}
          </Link>
        </nav>
      </div>
      <nav aria-label="Categories" className="mx-auto max-w-7xl overflow-x-auto px-4">
        <ul className="flex gap-1 text-sm whitespace-nowrap">
          {categories !== undefined && (
            <li>
              <Link href="/#categories" className="block px-2.5 py-2.5 font-medium hover:underline">
                All categories
              </Link>
            </li>
          )}
          {shelves.map(({ slug, name }) => (
            <li key={slug}>
              <Link
                href={`/category/${slug}`}
                className="block px-2.5 py-2.5 text-muted hover:text-ink hover:underline"
              >
                {name}
              </Link>
            </li>
          ))}
          {shopper?.admin === true && (
            <li>
              <Link href="/admin" className="block px-2.5 py-2.5 font-medium text-accent hover:underline">
                Admin
              </Link>
            </li>
          )}
        </ul>
      </nav>
    </header>
  );
}
