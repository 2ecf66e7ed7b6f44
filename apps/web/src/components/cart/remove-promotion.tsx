import { useTranslations } from 'next-intl';
import { removePromotion } from '../../app/[locale]/cart/actions.ts';
import { hidden } from './hidden.tsx';

/** Takes the code out of the cart. */
export function RemovePromotion({ code }: { code: string }) {
  const t = useTranslations('promotions');
  return (
    <form action={removePromotion}>
      <button
        type="submit"
        className="min-h-11 cursor-pointer text-sm text-muted underline underline-offset-4 hover:text-bad"
      >
        {t.rich('remove', { code, hidden })}
      </button>
    </form>
  );
}
