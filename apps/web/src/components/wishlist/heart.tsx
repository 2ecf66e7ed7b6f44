import { getTranslations } from 'next-intl/server';
import { wish } from '../../app/[locale]/wishlist/actions.ts';
import { wished } from '../../server/wishlist.ts';

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
          <use href="#heart" />
        </svg>
      </button>
    </form>
  );
}
