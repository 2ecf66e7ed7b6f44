import { catalogue } from '@shop/contracts';
import type { Subject } from '../pictures/draw.ts';
import { partDrawings } from '../pictures/parts.ts';
import { orMissing, orNothing, publicRead } from './backend.ts';

const KEPT = 5_000;
const FORGET_AFTER_MS = 3_600_000;
const known = new Map<string, { subject: Subject; until: number }>();

/** What the picture of a product or a category shows; undefined while the catalogue cannot tell. */
export async function subjectOf(name: string): Promise<Subject | undefined> {
  if (partDrawings.has(name)) return { seed: name, categories: [name] };
  const seen = known.get(name);
  if (seen !== undefined && seen.until > Date.now()) return seen.subject;
  const product = await orNothing(orMissing(publicRead(catalogue.getProduct, { params: { sku: name } })));
  if (product === undefined) return seen?.subject;
  const subject = {
    // What comes in several versions looks alike in all of them.
    seed: product.family?.slug ?? name,
    colour: product.attributes['Colour'],
    categories: product.categories,
  };
  if (known.size >= KEPT) known.clear();
  known.set(name, { subject, until: Date.now() + FORGET_AFTER_MS });
  return subject;
}
