import { catalogue } from '@shop/contracts';
import { draw, type Subject } from '../../../pictures/draw.ts';
import { partDrawings } from '../../../pictures/parts.ts';
import { views } from '../../../pictures/views.ts';
import { orMissing, orNothing, publicRead } from '../../../server/backend.ts';

const KEPT = 5_000;
const FORGET_AFTER_MS = 3_600_000;
const known = new Map<string, { subject: Subject; until: number }>();

/**
 * The picture of a product, `/robots/<sku>.svg`, in the colour the product comes in; `/robots/<sku>.<view>.svg` gives
 * another view of it. A category's name gives that category's emblem. Browsers keep it for a day, and for a month while they ask again.
 */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const [, name, wanted] =
    /^([A-Za-z0-9][A-Za-z0-9-]{0,59})(?:\.([a-z]+))?\.svg$/.exec((await params).file) ?? [];
  const view = views.find((one) => one === (wanted ?? 'front'));
  if (name === undefined || view === undefined) return new Response('not found', { status: 404 });
  const subject = await subjectOf(name);
  return new Response(draw({ ...(subject ?? { seed: name }), view }), {
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control':
        subject === undefined
          ? 'public, max-age=30'
          : 'public, max-age=86400, stale-while-revalidate=2592000',
      // Should a picture ever be opened by itself: nothing in it may run.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}

/** What to draw; undefined while the catalogue cannot tell. */
async function subjectOf(name: string): Promise<Subject | undefined> {
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
