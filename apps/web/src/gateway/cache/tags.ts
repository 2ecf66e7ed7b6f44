/** What cached answers are about: whoever changes something names its tag, and answers with it are asked for again. */
export const tags = {
  /** All that shows this product. */
  product: (sku: string) => `product:${sku}`,
  /** Lists that show this category. */
  category: (slug: string) => `category:${slug}`,
  /** Lists of products and of categories, whatever is in them. */
  products: 'products',
  /** What attributes are called. */
  attributes: 'attributes',
  reviews: (sku: string) => `reviews:${sku}`,
  /** What a euro is worth. */
  rates: 'rates',
} as const;

/** On an answer that is of no use to another page: it is not stored. */
export const NOT_KEPT = 'not-kept';
