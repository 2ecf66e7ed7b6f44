import { catalogue } from '@shop/contracts';
import { ImageResponse } from 'next/og';
import { draw } from '../../../pictures/draw.ts';
import { orMissing, orNothing, publicRead } from '../../../server/backend.ts';
import { allCategories } from '../../../server/categories.ts';
import { subjectOf } from '../../../server/subjects.ts';

const SIZE = { width: 1200, height: 630 };

/** What others show of a page that is shared (Open Graph): `/og/<sku>.png`, a category's, or `/og/shop.png`. */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const name = /^([A-Za-z0-9][A-Za-z0-9-]{0,59})\.png$/.exec((await params).file)?.[1];
  if (name === undefined) return new Response('not found', { status: 404 });
  const [subject, title] = await Promise.all([subjectOf(name), titleOf(name)]);
  const shown = subject ?? { seed: 'shop' };
  const picture = Buffer.from(draw(shown)).toString('base64');
  return new ImageResponse(
    <div
      style={{ display: 'flex', width: '100%', height: '100%', alignItems: 'center', background: '#ffffff' }}
    >
      {/* biome-ignore lint/performance/noImgElement: drawn into a picture, not shown on a page */}
      <img alt="" width={SIZE.height} height={SIZE.height} src={`data:image/svg+xml;base64,${picture}`} />
      <div style={{ display: 'flex', flexDirection: 'column', flex: 1, padding: '0 64px', color: '#16202a' }}>
        <div style={{ fontSize: title.length > 28 ? 52 : 66, lineHeight: 1.1, letterSpacing: '-0.03em' }}>
          {title}
        </div>
        <div style={{ marginTop: 32, fontSize: 32, color: '#51606d' }}>ShopStack</div>
      </div>
    </div>,
    {
      ...SIZE,
      headers: {
        'cache-control':
          subject === undefined && name !== 'shop'
            ? 'public, max-age=30'
            : 'public, max-age=86400, stale-while-revalidate=2592000',
      },
    },
  );
}

async function titleOf(name: string): Promise<string> {
  const category = (await orNothing(allCategories()))?.find(({ slug }) => slug === name);
  if (category !== undefined) return category.name;
  if (name === 'shop') return 'Robots, and the parts to keep them going';
  const product = await orNothing(orMissing(publicRead(catalogue.getProduct, { params: { sku: name } })));
  return product?.name ?? 'ShopStack';
}
