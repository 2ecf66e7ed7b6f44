import { drawRobot } from './draw.ts';

const YEAR_S = 365 * 24 * 3600;

/** The picture of a product, `/robots/<sku>.svg`: the same for ever, so browsers keep it for a year. */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  const sku = /^([A-Za-z0-9][A-Za-z0-9-]{0,39})\.svg$/.exec(file)?.[1];
  if (sku === undefined) return new Response('not found', { status: 404 });
  return new Response(drawRobot(sku), {
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': `public, max-age=${YEAR_S}, immutable`,
      // Should a picture ever be opened by itself: nothing in it may run.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}
