import type { catalogue, Output } from '@shop/contracts';
import { drawnImage, picturesOf } from './pictures/pictures.ts';
import type { StoredProduct } from './product.entity.ts';

/** The parts of a stored product that shoppers see. */
export type PublicProduct = Pick<
  StoredProduct,
  | '_id'
  | 'name'
  | 'description'
  | 'price'
  | 'categories'
  | 'attributes'
  | 'weightGrams'
  | 'image'
  | 'available'
  | 'rating'
  | 'createdAt'
  | 'updatedAt'
>;

/** The parts of it that its own page shows. */
export type FullProduct = PublicProduct & Pick<StoredProduct, 'pictures' | 'family'>;

/** What the page of a sibling shows of a product. */
export type Sibling = Pick<
  StoredProduct,
  '_id' | 'name' | 'price' | 'attributes' | 'image' | 'available' | 'family'
>;

/** The mean score to two decimals; 0 when nobody has rated. */
export const averageOf = ({ sum, count }: { sum: number; count: number }): number =>
  count === 0 ? 0 : Math.round((sum / count) * 100) / 100;

export const attributeList = (attributes: catalogue.Product['attributes']): StoredProduct['attributes'] =>
  Object.entries(attributes).map(([name, value]) => ({ name, value }));

export const attributeRecord = (list: StoredProduct['attributes']): catalogue.Product['attributes'] =>
  Object.fromEntries(list.map(({ name, value }) => [name, value]));

/** A stored product as the contract shows it. */
export function productOf(stored: PublicProduct): catalogue.Product {
  return {
    sku: stored._id,
    name: stored.name,
    description: stored.description,
    price: stored.price,
    categories: stored.categories,
    attributes: attributeRecord(stored.attributes),
    weightGrams: stored.weightGrams,
    image: stored.image,
    available: stored.available,
    rating: { average: averageOf(stored.rating), count: stored.rating.count },
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
  };
}

/** A stored product with its siblings as the contract shows them on its page; it is one of `members` itself. */
export function productInFull(stored: FullProduct, members: Sibling[]): catalogue.ProductInFull {
  const { family = null } = stored;
  return {
    ...productOf(stored),
    images: picturesOf(stored),
    family:
      family === null
        ? null
        : { ...family, members: members.map((member) => memberOf(member, family.options)) },
  };
}

function memberOf(sibling: Sibling, options: string[]): catalogue.FamilyMember {
  return {
    sku: sibling._id,
    name: sibling.name,
    options: attributeRecord(sibling.attributes.filter(({ name }) => options.includes(name))),
    price: sibling.price,
    image: sibling.image,
    available: sibling.available,
  };
}

export interface ProductDetails {
  sku: string;
  name: string;
  description: string;
  price: StoredProduct['price'];
  categories: string[];
  attributes: catalogue.Product['attributes'];
  weightGrams: number;
  family?: StoredProduct['family'];
  stock: number;
}

/** A product that nobody has ordered or rated yet. */
export function newProduct(details: ProductDetails, createdAt: Date, updatedAt = createdAt): StoredProduct {
  return {
    _id: details.sku,
    name: details.name,
    description: details.description,
    price: details.price,
    categories: details.categories,
    attributes: attributeList(details.attributes),
    weightGrams: details.weightGrams,
    family: details.family ?? null,
    image: drawnImage(details.sku),
    pictures: [],
    available: details.stock,
    sold: 0,
    stocked: details.stock,
    holds: [],
    closed: [],
    rating: { sum: 0, count: 0, version: 0 },
    adjustments: [],
    removed: false,
    createdAt,
    updatedAt,
    outbox: [],
  };
}

/** Stock as an admin sees it. */
export function stockOf(
  stored: Pick<StoredProduct, '_id' | 'available' | 'sold' | 'stocked' | 'holds'>,
): Output<typeof catalogue.getStock> {
  return {
    sku: stored._id,
    available: stored.available,
    held: stored.holds.reduce((sum, hold) => sum + hold.quantity, 0),
    sold: stored.sold,
    stocked: stored.stocked,
    holds: stored.holds.map(({ orderId, quantity, expiresAt }) => ({
      orderId,
      quantity,
      expiresAt: expiresAt?.toISOString() ?? null,
    })),
  };
}
