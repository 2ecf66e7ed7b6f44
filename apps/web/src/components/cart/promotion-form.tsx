'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { applyPromotion } from '../../app/[locale]/cart/actions.ts';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

/** Where a promotion code is typed; folded away until it is wanted. */
export function PromotionForm() {
  const t = useTranslations('promotions');
  const [result, action, busy] = useActionState(applyPromotion, undefined);
  const form = useFirstWrong(result);
  const refused = result?.ok === false ? result : undefined;
  const at = refused?.at;
  return (
    <details className="mt-4 border-t border-line pt-1" open={refused !== undefined}>
      <summary className="flex min-h-11 cursor-pointer items-center text-sm">
        <span className="link">{t('ask')}</span>
      </summary>
      <form ref={form} action={action} className="pt-1">
        <Field label={t('label')} name="code" error={refused?.message}>
          {(about) => (
            <span className="flex gap-2">
              <input
                {...about}
                key={at}
                required
                maxLength={32}
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                defaultValue={refused?.typed?.['code']}
                className="input min-w-0 flex-1 uppercase"
              />
              <button type="submit" aria-disabled={busy} className="button-quiet shrink-0">
                {t('apply')}
              </button>
            </span>
          )}
        </Field>
      </form>
    </details>
  );
}
