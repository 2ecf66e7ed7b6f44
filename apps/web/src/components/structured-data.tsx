import { type catalogue, localPath } from '@shop/contracts';
import { getLocale, getTranslations } from 'next-intl/server';
import type { AttributeWords } from '../i18n/attributes.ts';
import { addressOf } from '../server/seo.ts';

interface Crumb {
  name: string;
  path: string;
}

/** Says in the page, for search engines (schema.org), which product it shows, at what price, and how it is rated. */
export async function ProductData({ product, words }: { product: catalogue.Product; words: AttributeWords }) {
  const colour = product.attributes['Colour'];
  const locale = await getLocale();
  const here = addressOf(localPath(locale, `/product/${product.sku}`));
  return (
    <JsonLd
      data={{
        '@type': 'Product',
        name: product.name,
        sku: product.sku,
        description: product.description,
        image: [addressOf(`/og/${product.sku}.png`), addressOf(product.image)],
        url: here,
        weight: { '@type': 'QuantitativeValue', value: product.weightGrams, unitCode: 'GRM' },
        ...(colour === undefined ? {} : { color: words.value('Colour', colour) }),
        ...(product.rating.count === 0
          ? {}
          : {
              aggregateRating: {
                '@type': 'AggregateRating',
                ratingValue: product.rating.average,
                reviewCount: product.rating.count,
              },
            }),
        offers: {
          '@type': 'Offer',
          url: here,
          priceCurrency: product.price.currency,
          price: decimal(product.price.amount),
          availability: `https://schema.org/${product.available > 0 ? 'InStock' : 'OutOfStock'}`,
          itemCondition: 'https://schema.org/NewCondition',
          seller: { '@type': 'Organization', name: 'ShopStack' },
        },
      }}
    />
  );
}

/** The same for where a page is in the shop; the home page is put in front. */
export async function CrumbData({ trail }: { trail: Crumb[] }) {
  const [locale, t] = await Promise.all([getLocale(), getTranslations('common')]);
  const items = [{ name: t('home'), path: '/' }, ...trail].map(({ name, path }, i) => ({
    '@type': 'ListItem',
    position: i + 1,
    name,
    item: addressOf(localPath(locale, path)),
  }));
  return <JsonLd data={{ '@type': 'BreadcrumbList', itemListElement: items }} />;
}

/** The same for the shop itself: who it is, and how to search it. */
export async function ShopData() {
  const locale = await getLocale();
  const home = addressOf(localPath(locale, '/'));
  const search = addressOf(localPath(locale, '/search'));
  return (
    <>
      <JsonLd
        data={{
          '@type': 'WebSite',
          name: 'ShopStack',
          url: home,
          inLanguage: locale,
          potentialAction: {
            '@type': 'SearchAction',
            target: { '@type': 'EntryPoint', urlTemplate: `${search}?q={search_term_string}` },
            'query-input': 'required name=search_term_string',
          },
        }}
      />
      <JsonLd
        data={{
          '@type': 'Organization',
          name: 'ShopStack',
          url: addressOf('/'),
          logo: addressOf('/icon.svg'),
          address: { '@type': 'PostalAddress', addressLocality: 'Solingen', addressCountry: 'DE' },
        }}
      />
    </>
  );
}

/** Minor units as a decimal, digit by digit: 1990 -> 19.90. */
const decimal = (amount: number): string => {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

function JsonLd({ data }: { data: object }) {
  const json = JSON.stringify({ '@context': 'https://schema.org', ...data }).replace(/</g, '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, with every < escaped; it is data, not a script
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
