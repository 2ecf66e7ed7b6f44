import { getTranslations } from 'next-intl/server';
import { wish } from '../../app/[locale]/wishlist/actions.ts';
import { wished } from '../../server/wishlist.ts';

/** Lucide's heart. As their component it would be one more for the browser to wake up, for each product. */
const SHAPE =
  'M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5';

/** Puts a product on the wishlist of whoever looks, or takes it off. A form without a script: a list has dozens of them. */
export async function Heart({ sku, name }: { sku: string; name: string }) {
  const [mine, t] = await Promise.all([wished(), getTranslations('wishlist')]);
  const on = mine?.has(sku) ?? false;
  return (
    <form action={wish}>
      <input type="hidden" name="sku" value={sku} />
      <input type="hidden" name="wish" value={on ? 'off' : 'on'} />
      <button
        type="submit"
        aria-label={t(on ? 'remove' : 'add', { name })}
        className={`inline-flex size-11 items-center justify-center rounded-full bg-surface shadow-sm hover:text-accent ${on ? 'text-accent' : 'text-muted'}`}
      >
        <svg
          viewBox="0 0 24 24"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinejoin="round"
          aria-hidden="true"
          className={`size-5 ${on ? 'fill-current' : 'fill-none'}`}
        >
          <path d={SHAPE} />
        </svg>
      </button>
    </form>
  );
}
