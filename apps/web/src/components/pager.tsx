import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ShopLink } from './shop-link.tsx';

/** The pages to offer around this one; a gap is undefined. */
function pagesAround(page: number, last: number): (number | undefined)[] {
  const near = new Set([1, last, page - 1, page, page + 1].filter((one) => one >= 1 && one <= last));
  const sorted = [...near].sort((a, b) => a - b);
  return sorted.flatMap((one, i) => {
    const gap = one - (sorted[i - 1] ?? 0);
    return gap > 2 ? [undefined, one] : gap === 2 ? [one - 1, one] : [one];
  });
}

/** Links to the pages before and after, to the first and the last, and where we are. */
export function Pager({
  page,
  size,
  total,
  href,
}: {
  page: number;
  size: number;
  total: number;
  href(page: number): string;
}) {
  const t = useTranslations('common.pager');
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1) return null;
  const step = 'button-quiet min-w-11 px-3';
  return (
    <nav aria-label={t('label')} className="mt-10 flex items-center justify-between gap-2">
      {page > 1 ? (
        <ShopLink rel="prev" href={href(Math.min(page - 1, last))} className={step}>
          <ChevronLeft aria-hidden="true" className="size-4" />
          {t('previous')}
        </ShopLink>
      ) : (
        <span />
      )}
      <p className="text-sm text-muted sm:sr-only">{t('of', { page, last })}</p>
      <ol className="hidden items-center gap-1 tabular-nums sm:flex">
        {pagesAround(page, last).map((one, i) =>
          one === undefined ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a gap has nothing but its place
            <li key={`gap${i}`} aria-hidden="true" className="px-1 text-muted">
              …
            </li>
          ) : (
            <li key={one}>
              <ShopLink
                href={href(one)}
                aria-label={t('page', { page: one })}
                aria-current={one === page ? 'page' : undefined}
                className="grid size-11 place-items-center rounded-lg hover:bg-sunken aria-[current=page]:bg-ink aria-[current=page]:text-page"
              >
                {one}
              </ShopLink>
            </li>
          ),
        )}
      </ol>
      {page < last ? (
        <ShopLink rel="next" href={href(page + 1)} className={step}>
          {t('next')}
          <ChevronRight aria-hidden="true" className="size-4" />
        </ShopLink>
      ) : (
        <span />
      )}
    </nav>
  );
}
