'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useId } from 'react';
import { share } from '../../app/[locale]/wishlist/actions.ts';
import { Notice } from '../ui.tsx';

/** Makes and ends the link by which others see the wishlist. */
export function Sharing({ link }: { link: string | undefined }) {
  const t = useTranslations('wishlist.share');
  const [result, action, busy] = useActionState(share, undefined);
  const id = useId();
  return (
    <section aria-labelledby={`${id}-title`} className="card mt-10 max-w-xl p-5">
      <h2 id={`${id}-title`} className="mb-2">
        {t('title')}
      </h2>
      <p className="text-muted">{t(link === undefined ? 'off' : 'on')}</p>
      {result?.ok === false && <Notice key={result.at} tone="bad" title={result.message} />}
      {link !== undefined && (
        <div className="mt-4">
          <label htmlFor={id} className="label">
            {t('link')}
          </label>
          <input id={id} readOnly value={link} className="input" onFocus={(event) => event.target.select()} />
        </div>
      )}
      <form action={action} className="mt-4">
        <input type="hidden" name="share" value={link === undefined ? 'on' : 'off'} />
        <button type="submit" aria-disabled={busy} className="button-quiet">
          {t(link === undefined ? 'start' : 'stop')}
        </button>
      </form>
    </section>
  );
}
