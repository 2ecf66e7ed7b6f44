import type { dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { Notice } from '../ui.tsx';

/** Why the code of the cart takes nothing off. */
export function PromotionRefused({ refusal: { code, reason } }: { refusal: dispatch.PromotionRefusal }) {
  const t = useTranslations('promotions');
  const why = useTranslations('errors');
  return <Notice tone="warn" title={t('refused', { code, reason: why(reason) })} />;
}
