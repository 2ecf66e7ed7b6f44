import type { catalogue } from '@shop/contracts';

/** What a gallery needs of a picture; `alt` is never empty here. */
export type GalleryPicture = Pick<catalogue.Picture, 'src' | 'srcset' | 'width' | 'height' | 'alt'>;

/** How wide the large picture of a product's page is shown. */
export const GALLERY_SIZES = '(min-width: 80rem) 620px, (min-width: 48rem) 50vw, 100vw';
