import { NewsletterForm } from './newsletter-form.tsx';
import { ShopLink } from './shop-link.tsx';

const columns = [
  {
    name: 'Your order',
    links: [
      ['Orders and tracking', '/orders'],
      ['Account and addresses', '/account'],
      ['Cart', '/cart'],
    ],
  },
  {
    name: 'Shop',
    links: [
      ['New arrivals', '/search?sort=newest'],
      ['Best rated', '/search?sort=rating'],
      ['E-mail about new products', '/newsletter'],
    ],
  },
] as const;

export function SiteFooter() {
  return (
    <footer className="on-band mt-20 bg-band text-band-ink">
      <div className="shell grid gap-10 py-12 sm:grid-cols-2 lg:grid-cols-[1.4fr_1fr_1fr_1.6fr]">
        <div>
          <p className="font-semibold">ShopStack</p>
          <p className="mt-3 max-w-xs text-sm leading-relaxed text-band-muted">
            Robots and the parts to keep them going. Prices include 20 % VAT; delivery is worked out from our
            warehouse in Solingen.
          </p>
        </div>
        {columns.map(({ name, links }) => (
          <nav key={name} aria-label={name}>
            <p className="font-semibold">{name}</p>
            <ul className="mt-2 text-sm">
              {links.map(([text, href]) => (
                <li key={href}>
                  <ShopLink
                    href={href}
                    className="flex min-h-9 items-center text-band-muted hover:text-band-ink hover:underline"
                  >
                    {text}
                  </ShopLink>
                </li>
              ))}
            </ul>
          </nav>
        ))}
        <div className="max-w-md">
          <p className="font-semibold">New robots by e-mail</p>
          <p className="mt-1 text-sm text-band-muted">A short note when something arrives. Nothing else.</p>
          <div className="mt-3">
            <NewsletterForm onBand />
          </div>
        </div>
      </div>
    </footer>
  );
}
