import type { catalogue } from '@shop/contracts';
import { nameIn } from '@shop/contracts/plain';
import { X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { AttributeWords } from '../i18n/attributes.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { useHere } from '../i18n/use-here.ts';
import { AutoSubmit } from './auto-submit.tsx';
import { Filters } from './filters.tsx';
import { chosenIn, type FilterWords, hrefWith, type ListParams, one, sorts } from './list-params.ts';
import { ProductGrid } from './product-card.tsx';
import { ShopLink } from './shop-link.tsx';
import { Pager } from './ui.tsx';

interface Props {
  path: string;
  params: ListParams;
  result: catalogue.ProductPage;
  /** How the list is sorted when the address does not say. */
  sort: catalogue.Sort;
  words: AttributeWords;
  /** The category when it is part of the path. */
  fixedCategory?: boolean;
}

const FORM = 'filters';
const RESULTS = 'results';

/** A page of products with its filters: a plain form that works without scripts; with them a change applies at once. */
export function ProductList({ path, params, result: found, sort, words, fixedCategory = false }: Props) {
  const result = useNamed(found);
  const here = useHere();
  const t = useTranslations('list');
  const chosen = chosenIn(path, params, result.categories, useFilterWords(words));
  const bySearch = one(params['q']) !== undefined;
  const { q } = params;
  return (
    <div className="grid items-start gap-x-10 gap-y-4 lg:grid-cols-[15rem_1fr] lg:grid-rows-[auto_1fr]">
      <form id={FORM} action={here(path)} method="get" aria-label={t('filters')} className="lg:row-span-2">
        <AutoSubmit />
        {one(q) !== undefined && <input type="hidden" name="q" value={one(q)} />}
        <Filters
          params={params}
          result={result}
          words={words}
          fixedCategory={fixedCategory}
          chosen={chosen.length}
          results={RESULTS}
        />
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <p className="me-2 text-muted tabular-nums" role="status">
          {t('products', { count: result.total })}
        </p>
        {chosen.map(({ text, href }) => (
          <ShopLink
            key={text}
            href={href}
            scroll={false}
            className="inline-flex min-h-9 items-center gap-1.5 rounded-full bg-accent-soft px-3 max-lg:min-h-11 text-sm hover:bg-sunken"
          >
            <span className="sr-only">{t('remove')}</span> {text}
            <X aria-hidden="true" className="size-3.5" />
          </ShopLink>
        ))}
        {chosen.length > 1 && (
          <ShopLink
            href={hrefWith(path, { q }, {})}
            className="link inline-flex min-h-11 items-center px-2 text-sm"
          >
            {t('clear')}
          </ShopLink>
        )}
        <div className="flex items-center gap-2 max-sm:w-full sm:ms-auto">
          <label htmlFor="sort" className="text-sm whitespace-nowrap text-muted">
            {t('sortBy')}
          </label>
          <select
            id="sort"
            name="sort"
            form={FORM}
            defaultValue={one(params['sort']) ?? sort}
            key={one(params['sort'])}
            className="input"
          >
            {sorts
              .filter((value) => bySearch || value !== 'relevance')
              .map((value) => (
                <option key={value} value={value}>
                  {t(`sorts.${value}`)}
                </option>
              ))}
          </select>
          <button type="submit" form={FORM} className="button-quiet if-no-script">
            {t('sort')}
          </button>
        </div>
      </div>
      <div id={RESULTS} tabIndex={-1} className="scroll-mt-24 outline-none">
        {result.items.length === 0 ? (
          <Nothing total={result.total} href={hrefWith(path, result.total === 0 ? { q } : params, {})} />
        ) : (
          <>
            <h2 className="sr-only">{t('heading')}</h2>
            <ProductGrid products={result.items} narrow />
          </>
        )}
        <Pager
          page={result.page}
          size={result.size}
          total={result.total}
          href={(page) => hrefWith(path, params, { page: String(page) })}
        />
      </div>
    </div>
  );
}

/** What was found, its categories named in the language of the page. */
function useNamed(found: catalogue.ProductPage): catalogue.ProductPage {
  const locale = useLocale();
  const categories = found.categories.map((one) => ({ ...one, name: nameIn(locale, one) }));
  return { ...found, categories };
}

/** The filters that are on, in the language of the page. */
function useFilterWords(words: AttributeWords): FilterWords {
  const t = useTranslations('list.chosen');
  const { money } = useFormats();
  const euros = (typed: string) => {
    const amount = Math.round(Number(typed.replace(',', '.')) * 100);
    return Number.isFinite(amount) ? money({ amount, currency: 'EUR' }) : typed;
  };
  return {
    attribute: (name, value) => `${words.name(name)}: ${words.value(name, value)}`,
    inStock: t('inStock'),
    rating: (score) => t('rating', { score }),
    price: (min, max) => {
      if (min === undefined) return t('upTo', { max: euros(max ?? '') });
      return max === undefined
        ? t('from', { min: euros(min) })
        : t('between', { min: euros(min), max: euros(max) });
    },
  };
}

function Nothing({ total, href }: { total: number; href: string }) {
  const t = useTranslations('list.empty');
  return (
    <div className="card px-6 py-14 text-center">
      <p className="text-lg font-medium">{total === 0 ? t('filtered') : t('beyond')}</p>
      <p className="mt-1 text-muted">{total === 0 ? t('filteredHint') : t('beyondHint')}</p>
      <ShopLink href={href} className="button-quiet mt-6">
        {total === 0 ? t('clear') : t('first')}
      </ShopLink>
    </div>
  );
}
