import { ChevronRight, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { formatsOf } from '../i18n/formats.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { ShopLink } from './shop-link.tsx';

export { Pager } from './pager.tsx';

/** As /admin writes them, which is English. Pages of the shop take theirs from useFormats. */
export const { money, date, arrival } = formatsOf('en');

/** Five stars, filled up to the mean, read out as one phrase. */
export function Stars({ average, count, size = 16 }: { average: number; count?: number; size?: number }) {
  const t = useTranslations('common.stars');
  const { number } = useFormats();
  if (count === 0) return <span className="text-sm text-muted">{t('none')}</span>;
  const mean = number(average, 1);
  const words =
    count === undefined ? t('average', { average: mean }) : t('counted', { average: mean, count });
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg
        role="img"
        aria-label={words}
        viewBox="0 0 100 20"
        height={size}
        width={size * 5}
        className="shrink-0 fill-empty-star"
      >
        <use href="#stars" />
        <svg aria-hidden="true" width={average * 20} height="20" className="fill-star">
          <use href="#stars" />
        </svg>
      </svg>
      {count !== undefined && (
        <span aria-hidden="true" className="text-sm text-muted tabular-nums">
          {mean} ({count})
        </span>
      )}
    </span>
  );
}

const tones = {
  info: ['bg-accent-soft text-ink', Info, 'text-accent'],
  good: ['bg-good-soft text-ink', CircleCheck, 'text-good'],
  warn: ['bg-warn-soft text-ink', TriangleAlert, 'text-warn'],
  bad: ['bg-bad-soft text-ink', CircleAlert, 'text-bad'],
} as const;

/** A few words the shopper should see; read out when they appear. */
export function Notice({
  tone,
  children,
  title,
}: {
  tone: keyof typeof tones;
  children?: ReactNode;
  title?: string;
}) {
  const [box, Icon, colour] = tones[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`flex gap-3 rounded-lg px-4 py-3 ${box}`}>
      <Icon aria-hidden="true" className={`mt-0.5 size-5 shrink-0 ${colour}`} />
      <div>
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children !== undefined && <div className="text-sm">{children}</div>}
      </div>
    </div>
  );
}

export function Badge({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  const [box, , colour] = tones[tone];
  return (
    <span className={`inline-block rounded-full px-2.5 py-0.5 text-xs font-medium ${box} ${colour}`}>
      {children}
    </span>
  );
}

/** Where this page is in the shop. */
export function Breadcrumbs({ trail }: { trail: { name: string; href?: string }[] }) {
  const t = useTranslations('common');
  return (
    <nav aria-label={t('breadcrumb')} className="mb-5 text-sm text-muted">
      <ol className="-my-2 flex flex-wrap items-center gap-x-1">
        {[{ name: t('home'), href: '/' }, ...trail].map(({ name, href }, i) => (
          <li key={name} className="flex items-center gap-1">
            {i > 0 && <ChevronRight aria-hidden="true" className="size-4" />}
            {href === undefined ? (
              <span aria-current="page" className="text-ink">
                {name}
              </span>
            ) : (
              <ShopLink href={href} className="-mx-1 inline-block px-1 py-3 hover:text-ink hover:underline">
                {name}
              </ShopLink>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A labelled field with its hint and its error tied to it. */
export function Field({
  label,
  name,
  error,
  hint,
  children,
}: {
  label: string;
  name: string;
  error?: string | undefined;
  hint?: string | undefined;
  children: (about: {
    id: string;
    name: string;
    'aria-invalid'?: true;
    'aria-describedby'?: string;
  }) => ReactNode;
}) {
  const id = useId();
  const described = error !== undefined ? `${id}-error` : hint !== undefined ? `${id}-hint` : undefined;
  return (
    <div>
      <label htmlFor={id} className="label">
        {label}
      </label>
      {children({
        id,
        name,
        ...(error === undefined ? {} : { 'aria-invalid': true as const }),
        ...(described === undefined ? {} : { 'aria-describedby': described }),
      })}
      {error !== undefined ? (
        <p id={`${id}-error`} className="mt-1 text-sm text-bad">
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
