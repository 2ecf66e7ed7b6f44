import { ShopLink } from './shop-link.tsx';

export function Logo() {
  return (
    <ShopLink
      href="/"
      className="flex min-h-11 items-center gap-2.5 text-lg font-semibold tracking-[-0.02em]"
    >
      <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
        <rect x="3" y="9" width="26" height="19" rx="6" className="fill-accent" />
        <rect x="14.5" y="4" width="3" height="6" rx="1.5" className="fill-accent" />
        <circle cx="16" cy="4" r="3" className="fill-signal" />
        <circle cx="11" cy="17.5" r="3" className="fill-accent-ink" />
        <circle cx="21" cy="17.5" r="3" className="fill-accent-ink" />
        <rect x="11" y="23" width="10" height="2" rx="1" className="fill-accent-ink" />
      </svg>
      ShopStack
    </ShopLink>
  );
}
