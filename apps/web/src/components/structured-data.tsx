import type { catalogue } from '@shop/contracts';
import { env } from '../server/env.ts';

/** Says in the page, for search engines (schema.org), what it shows. */
export function ProductData({
  product,
  category,
}: {
  product: catalogue.Product;
  category?: { name: string; slug: string } | undefined;
}) {
  const at = (path: string) => new URL(path, env().PUBLIC_URL).href;
  const here = at(`/product/${product.sku}`);
  const crumbs = [
    { name: 'Home', item: at('/') },
    ...(category === undefined ? [] : [{ name: category.name, item: at(`/category/${category.slug}`) }]),
    { name: product.name, item: here },
  ];
  return (
    <JsonLd
      data={[
        {
          '@context': 'https://schema.org',
          '@type': 'Product',
          name: product.name,
          sku: product.sku,
          description: product.description,
          image: at(product.image),
          url: here,
          weight: { '@type': 'QuantitativeValue', value: product.weightGrams, unitCode: 'GRM' },
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
          },
        },
        {
          '@context': 'https://schema.org',
          '@type': 'BreadcrumbList',
          itemListElement: crumbs.map((crumb, i) => ({ '@type': 'ListItem', position: i + 1, ...crumb })),
        },
      ]}
    />
  );
}

/** Minor units as a decimal, digit by digit: 1990 -> 19.90. */
const decimal = (amount: number): string => {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

function JsonLd({ data }: { data: unknown }) {
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, with every < escaped; it is data, not a script
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
