import { draw } from '../../../pictures/draw.ts';
import { views } from '../../../pictures/views.ts';
import { subjectOf } from '../../../server/subjects.ts';

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
