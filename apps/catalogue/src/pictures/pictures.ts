import { catalogue, publicPath } from '@shop/contracts';
import type { StoredPicture, StoredProduct } from '../product.entity.ts';

/** How wide the one is that lists show. */
const LIST_WIDTH = 800;
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

/** What a file of a picture is called. */
export const fileName = (id: string, width: number): string => `${id}-${width}.webp`;

const addressOf = (id: string, width: number): string =>
  (publicPath(catalogue.getPicture) ?? '').replace(':file', fileName(id, width));

/** The picture for lists: the first of those uploaded, or the drawn one. */
export function imageOf(sku: string, [first]: readonly StoredPicture[]): string {
  if (first === undefined) return drawnImage(sku);
  const width = first.widths.findLast((wide) => wide <= LIST_WIDTH) ?? first.widths[0] ?? first.width;
  return addressOf(first.id, width);
}

/** All pictures of a product, as its page shows them. Documents from before there were uploads have none of their own. */
export function picturesOf({ _id, pictures = [] }: Pick<StoredProduct, '_id' | 'pictures'>) {
  return pictures.length > 0 ? pictures.map(uploaded) : drawnViews(_id).map(drawn);
}

function uploaded({ id, alt, width, height, widths }: StoredPicture): catalogue.Picture {
  const srcset = widths.map((wide) => `${addressOf(id, wide)} ${wide}w`).join(', ');
  return { id, drawn: false, src: addressOf(id, widths.at(-1) ?? width), srcset, width, height, alt };
}

function drawn([id, src]: [string, string]): catalogue.Picture {
  return { id, drawn: true, src, srcset: '', width: DRAWN_SIZE, height: DRAWN_SIZE, alt: '' };
}
