import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Category } from '../server/categories.ts';
import { FoldAway } from './fold-away.tsx';
import { ShopLink } from './shop-link.tsx';

const SHOWN = 9;

/** Every category in a menu that opens without scripts, and the biggest ones beside it. */
export function CategoryMenu({ categories, staff }: { categories: Category[]; staff: boolean }) {
  const t = useTranslations('common');
  const biggest = categories.slice(0, SHOWN);
  return (
    <nav aria-label={t('categories')} className="border-b border-line bg-surface text-sm">
      <div className="shell flex items-center gap-1">
        <details className="group relative -ml-3 shrink-0">
          <summary className="flex min-h-11 cursor-pointer items-center gap-1.5 rounded-lg px-3 font-medium hover:bg-sunken">
            {t('allCategories')}
            <ChevronDown aria-hidden="true" className="size-4 transition-transform group-open:rotate-180" />
          </summary>
          <ul className="card absolute top-full left-3 z-30 mt-1 grid w-[min(36rem,calc(100vw-2rem))] grid-cols-2 p-2 shadow-xl sm:grid-cols-3">
            {categories.map(({ slug, name, products }) => (
              <li key={slug}>
                <ShopLink
                  href={`/category/${slug}`}
                  className="flex min-h-11 items-center justify-between gap-2 rounded-lg px-3 wrap-anywhere hyphens-auto hover:bg-sunken"
                >
                  {name} <span className="text-muted tabular-nums">{products}</span>
                </ShopLink>
              </li>
            ))}
          </ul>
          <FoldAway />
        </details>
        <ul className="flex h-11 flex-wrap overflow-hidden">
          {biggest.map(({ slug, name }) => (
            <li key={slug}>
              <ShopLink
                href={`/category/${slug}`}
                className="flex min-h-11 items-center rounded-lg px-3 text-muted hover:bg-sunken hover:text-ink"
              >
                {name}
              </ShopLink>
            </li>
          ))}
        </ul>
        {staff && (
          <ShopLink
            href="/admin"
            className="ml-auto flex min-h-11 items-center rounded-lg px-3 font-medium text-accent hover:bg-sunken"
          >
            Admin
          </ShopLink>
        )}
      </div>
    </nav>
  );
}
