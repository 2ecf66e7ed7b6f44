import type { catalogue } from '@shop/contracts';

/** Drawn pictures are squares of any size. */
const DRAWN_SIZE = 1200;

/** Where the storefront draws a product that nobody has uploaded a picture of. */
export const drawnImage = (sku: string): string => `/robots/${sku}.svg`;

/** The views the storefront draws of a product, the first of them for lists too. */
const drawnViews = (sku: string): [id: string, src: string][] => [
  ['front', drawnImage(sku)],
  ['close', `/robots/${sku}.close.svg`],
  ['box', `/robots/${sku}.box.svg`],
];

/** All pictures of a product, as its page shows them. */
export const picturesOf = (sku: string): catalogue.Picture[] =>
  drawnViews(sku).map(([id, src]) => ({
    id,
    drawn: true,
    src,
    srcset: '',
    width: DRAWN_SIZE,
    height: DRAWN_SIZE,
    alt: '',
  }));
