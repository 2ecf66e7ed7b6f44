import type { catalogue } from '@shop/contracts';
import { ChevronDown, SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { AttributeWords } from '../i18n/attributes.ts';
import { swatchOf } from '../pictures/palette.ts';
import { type ListParams, many, one } from './list-params.ts';
import { ShowResults } from './show-results.tsx';
import { Stars } from './ui.tsx';

const SHOWN = 6;

interface Props {
  params: ListParams;
  result: catalogue.ProductPage;
  words: AttributeWords;
  fixedCategory: boolean;
  /** How many filters are on. */
  chosen: number;
  /** The id of the list. */
  results: string;
}

/** What a list can be narrowed by. Every control belongs to the form around it. */
export function Filters({ params, result, words, fixedCategory, chosen, results }: Props) {
  const t = useTranslations('list');
  const rating = one(params['rating']) ?? '';
  const inStock = one(params['inStock']) === '1';
  const taken = new Set(many(params['attribute']));
  const shown = new Set(
    result.facets.flatMap(({ name, values }) => values.map(({ value }) => `${name}:${value}`)),
  );
  return (
    <details className="filters group max-lg:rounded-2xl max-lg:border max-lg:border-line max-lg:bg-surface max-lg:px-4">
      <summary className="flex min-h-12 cursor-pointer items-center gap-2 font-medium">
        <SlidersHorizontal aria-hidden="true" className="size-4" />
        {t('filter')}{' '}
        {chosen > 0 && <span className="rounded-full bg-accent px-2 text-sm text-accent-ink">{chosen}</span>}
        <ChevronDown
          aria-hidden="true"
          className="ms-auto size-4 transition-transform group-open:rotate-180"
        />
      </summary>
      <div className="space-y-6 pb-5 max-lg:border-t max-lg:border-line max-lg:pt-5">
        {[...taken]
          .filter((attribute) => !shown.has(attribute))
          .map((attribute) => (
            // Other filters leave nothing of it to count; it is on all the same.
            <input key={attribute} type="hidden" name="attribute" value={attribute} />
          ))}
        <Choice type="checkbox" name="inStock" value="1" checked={inStock}>
          {t('inStockOnly')}
        </Choice>
        <Price params={params} range={result.priceRange} />
        {!fixedCategory && result.categories.length > 0 && (
          <div>
            <label htmlFor="category" className="label">
              {t('category')}
            </label>
            <select
              id="category"
              name="category"
              defaultValue={one(params['category']) ?? ''}
              key={one(params['category'])}
              className="input"
            >
              <option value="">{t('all')}</option>
              {result.categories.map(({ slug, name, count }) => (
                <option key={slug} value={slug}>
                  {name} ({count})
                </option>
              ))}
            </select>
          </div>
        )}
        {result.facets.map((facet) => (
          <FacetChoices key={facet.name} facet={facet} words={words} taken={taken} />
        ))}
        <fieldset>
          <legend className="label">{t('rating')}</legend>
          <Choice type="radio" name="rating" value="" checked={rating === ''}>
            {t('any')}
          </Choice>
          {[4, 3, 2].map((score) => (
            <Choice
              key={score}
              type="radio"
              name="rating"
              value={String(score)}
              checked={rating === String(score)}
            >
              <Stars average={score} size={15} />
              <span>{t('andMore', { score })}</span>
            </Choice>
          ))}
        </fieldset>
        <button type="submit" className="button-quiet if-no-script w-full">
          {t('apply')}
        </button>
        <ShowResults of={results} className="button-primary if-script w-full lg:hidden">
          {t('show', { count: result.total })}
        </ShowResults>
      </div>
    </details>
  );
}

function FacetChoices({
  facet: { name, values },
  words,
  taken,
}: {
  facet: catalogue.ProductPage['facets'][number];
  words: AttributeWords;
  taken: Set<string>;
}) {
  const t = useTranslations('list');
  const attribute = (value: string) => `${name}:${value}`;
  const ranked = [...values].sort(
    (a, b) => Number(taken.has(attribute(b.value))) - Number(taken.has(attribute(a.value))),
  );
  const choices = ranked.map(({ value, count }) => {
    const checked = taken.has(attribute(value));
    const colour = name === 'Colour' ? swatchOf(value) : undefined;
    return (
      <Choice
        key={`${value}${checked}`}
        type="checkbox"
        name="attribute"
        value={attribute(value)}
        checked={checked}
        count={count}
      >
        {colour !== undefined && (
          <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 rounded-full border border-ink/20">
            <rect width="16" height="16" fill={colour} />
          </svg>
        )}
        {words.value(name, value)}
      </Choice>
    );
  });
  if (values.length === 0) return null;
  return (
    <fieldset>
      <legend className="label">{words.name(name)}</legend>
      {choices.slice(0, SHOWN)}
      {choices.length > SHOWN && (
        <details className="group/more">
          <summary className="link flex min-h-9 cursor-pointer items-center text-sm group-open/more:hidden max-lg:min-h-11">
            {t('more', { count: choices.length - SHOWN })}
          </summary>
          {choices.slice(SHOWN)}
        </details>
      )}
    </fieldset>
  );
}

function Price({
  params,
  range: { min, max },
}: {
  params: ListParams;
  range: catalogue.ProductPage['priceRange'];
}) {
  const t = useTranslations('list');
  const field = (name: 'min' | 'max', label: string, placeholder: number) => (
    <div className="relative flex-1">
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 start-3 grid place-items-center text-muted"
      >
        €
      </span>
      <input
        aria-label={label}
        name={name}
        type="number"
        min={0}
        step="any"
        inputMode="decimal"
        placeholder={String(placeholder)}
        key={one(params[name])}
        defaultValue={one(params[name])}
        className="input ps-7"
      />
    </div>
  );
  return (
    <fieldset className="stepper">
      <legend className="label">{t('price')}</legend>
      <div className="flex items-center gap-2">
        {field('min', t('from'), Math.floor(min / 100))}
        <span aria-hidden="true">–</span>
        {field('max', t('to'), Math.ceil(max / 100))}
      </div>
    </fieldset>
  );
}

interface ChoiceProps {
  type: 'checkbox' | 'radio';
  name: string;
  value: string;
  checked: boolean;
  count?: number;
  children: React.ReactNode;
}

function Choice({ type, name, value, checked, count, children }: ChoiceProps) {
  return (
    <label
      key={String(checked)}
      className="flex min-h-9 cursor-pointer items-center gap-3 text-sm hover:text-accent max-lg:min-h-11"
    >
      <input
        type={type}
        name={name}
        value={value}
        defaultChecked={checked}
        className="size-4.5 shrink-0 accent-accent"
      />
      <span className="flex flex-1 items-center gap-2">{children}</span>
      {count !== undefined && <span className="text-muted tabular-nums">{count}</span>}
    </label>
  );
}
