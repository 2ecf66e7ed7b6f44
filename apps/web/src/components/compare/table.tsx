import type { catalogue } from '@shop/contracts';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { AttributeWords } from '../../i18n/attributes.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { StockBand } from '../product-card.tsx';
import { ProductPicture } from '../product-picture.tsx';
import { ShopLink } from '../shop-link.tsx';
import { Stars } from '../ui.tsx';
import { attributeRows, compareHref } from './rows.ts';

/** Products side by side; on a phone the table scrolls and its first column stays. */
export function CompareTable({ products, words }: { products: catalogue.Product[]; words: AttributeWords }) {
  const t = useTranslations('compare');
  const { money, weight } = useFormats();
  const skus = products.map(({ sku }) => sku);
  const facts: { name: string; cells: ReactNode[]; differs?: boolean }[] = [
    { name: t('price'), cells: products.map(({ price }) => <Strong key="price">{money(price)}</Strong>) },
    {
      name: t('rating'),
      cells: products.map(({ sku, rating }) => (
        <Stars key={sku} average={rating.average} count={rating.count} size={14} />
      )),
    },
    {
      name: t('stock'),
      cells: products.map(({ sku, available }) => <StockBand key={sku} available={available} />),
    },
    { name: t('weight'), cells: products.map(({ weightGrams }) => weight(weightGrams)) },
    ...attributeRows(products).map(({ name, values, differs }) => ({
      name: words.name(name),
      differs: differs && products.length > 1,
      cells: values
        .map((value) => (value === undefined ? undefined : words.value(name, value)))
        .map((value) => value ?? <span className="text-muted">{t('none')}</span>),
    })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
    <section aria-label={t('heading')} className="relative overflow-x-auto" tabIndex={0}>
      <table className="w-full min-w-fit border-separate border-spacing-0 text-start text-sm">
        <thead>
          <tr>
            <th scope="col" className="sticky start-0 z-10 bg-page text-start align-bottom font-normal">
              <span className="sr-only">{t('product')}</span>
            </th>
            {products.map(({ sku, name, image }) => (
              <th key={sku} scope="col" className="w-64 min-w-44 px-3 pb-4 text-start align-top font-normal">
                <div className="relative">
                  <ProductPicture src={image} name="" size={240} eager />
                  <ShopLink
                    href={compareHref(skus.filter((one) => one !== sku))}
                    aria-label={t('remove', { name })}
                    className="absolute end-2 top-2 inline-flex size-11 items-center justify-center rounded-full border border-line bg-surface hover:bg-sunken"
                  >
                    <X aria-hidden="true" className="size-4" />
                  </ShopLink>
                </div>
                <ShopLink
                  href={`/product/${sku}`}
                  className="mt-3 block text-base leading-snug font-medium hover:underline"
                >
                  {name}
                </ShopLink>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, cells, differs }) => (
            <tr key={name} className={differs === true ? 'bg-accent-soft' : ''}>
              <th
                scope="row"
                className={`sticky start-0 z-10 w-28 min-w-28 border-t border-line py-3 ps-2 pe-3 text-start font-normal text-muted ${differs === true ? 'bg-accent-soft' : 'bg-page'}`}
              >
                {name}
                {differs === true && <span className="sr-only"> ({t('differs')})</span>}
              </th>
              {cells.map((cell, i) => (
                <td key={products[i]?.sku} className="border-t border-line px-3 py-3 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Strong = ({ children }: { children: ReactNode }) => (
  <span className="text-lg font-semibold tracking-[-0.01em] tabular-nums">{children}</span>
);
