import { catalogue } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { undoRemove } from '../app/[locale]/cart/actions.ts';
import { orMissing, orNothing, publicRead } from '../server/backend.ts';

/** Says what was just taken out of the cart, and offers it back. */
export async function RemovedNotice({ sku, quantity }: { sku: string; quantity: number }) {
  const product = await orNothing(orMissing(publicRead(catalogue.getProduct, { params: { sku } })));
  const t = await getTranslations('cart.line');
  return (
    <form
      action={undoRemove}
      role="status"
      className="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-lg bg-sunken py-1 pr-1 pl-4"
    >
      <input type="hidden" name="sku" value={sku} />
      <input type="hidden" name="quantity" value={quantity} />
      <p className="py-2">
        {t.rich('removed', { name: () => <span className="font-medium">{product?.name ?? sku}</span> })}
      </p>
      <button type="submit" className="button text-accent hover:underline">
        {t('putBack')}
      </button>
    </form>
  );
}
