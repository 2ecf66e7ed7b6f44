import Link from 'next/link';
import { NewsletterForm } from './newsletter-form.tsx';

export function SiteFooter() {
  return (
    <footer className="mt-16 border-t border-line bg-sunken">
      <div className="mx-auto grid max-w-7xl gap-8 px-4 py-10 sm:grid-cols-3">
        <div>
          <p className="font-semibold">ShopStack</p>
          <p className="mt-2 text-sm text-muted">
            Robots and the parts to keep them going. Prices include 20 % VAT; delivery is worked out from our
            warehouse in Solingen.
          </p>
        </div>
        <nav aria-label="Help">
          <p className="font-semibold">Your order</p>
          <ul className="mt-2 space-y-1 text-sm">
            <li>
              <Link href="/orders" className="inline-block py-1 text-muted hover:text-ink hover:underline">
                Orders and tracking
              </Link>
            </li>
            <li>
              <Link href="/account" className="inline-block py-1 text-muted hover:text-ink hover:underline">
                Account and addresses
              </Link>
            </li>
            <li>
              <Link href="/cart" className="inline-block py-1 text-muted hover:text-ink hover:underline">
                Cart
              </Link>
            </li>
          </ul>
        </nav>
        <div>
          <p className="font-semibold">New robots by e-mail</p>
          <NewsletterForm />
        </div>
      </div>
    </footer>
  );
}
