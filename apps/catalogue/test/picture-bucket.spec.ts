import { catalogue, type Output } from '@shop/contracts';
import { execa } from 'execa';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { has } from '../../../tests/ops/support/tools.ts';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { freePorts } from '../../../tools/stack/src/ports.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

const BUCKET = 'shop-pictures';

describe.skipIf(!has('moto_server'))('pictures in a bucket (skipped without moto_server)', () => {
  let server: { kill(): unknown } & PromiseLike<unknown>;
  let shop: Catalogue;

  beforeAll(async () => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    server = execa('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
      reject: false,
      stdio: 'ignore',
    });
    await until('S3 answers', () => fetch(url).then(() => true), 60_000);
    await fetch(`${url}/${BUCKET}`, { method: 'PUT', signal: AbortSignal.timeout(10_000) });
    shop = await startCatalogue({
      S3_BUCKET: BUCKET,
      S3_ENDPOINT: url,
      S3_ACCESS_KEY_ID: 'test',
      S3_SECRET_ACCESS_KEY: 'test',
    });
  }, 120_000);
  afterAll(async () => {
    await shop?.stop();
    server?.kill();
    await server;
  });

  async function upload(sku: string): Promise<{ status: number; body: Output<typeof catalogue.addPicture> }> {
    const form = new FormData();
    form.set('alt', 'From the left');
    const file = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#c67c4e' } })
      .png()
      .toBuffer();
    form.set('picture', new Blob([new Uint8Array(file)]), 'left.png');
    const answer = await fetch(`${shop.url}/products/${sku}/pictures`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${shop.admin}` },
      signal: AbortSignal.timeout(30_000),
    });
    return { status: answer.status, body: (await answer.json()) as Output<typeof catalogue.addPicture> };
  }
  const fetched = (file: string) => fetch(`${shop.url}/pictures/${file}`);

  it('are there for everybody, and what is not there is not found', async () => {
    const sku = await addProduct(shop, 1);
    const { status, body } = await upload(sku);
    expect(status).toBe(201);
    const answer = await fetched(body.items[0]?.src.split('/').at(-1) ?? '');
    expect(answer.status).toBe(200);
    const kept = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect(kept).toMatchObject({ format: 'webp', width: 600, height: 400 });
    expect((await fetched(`${'0'.repeat(32)}-800.webp`)).status).toBe(404);
  });

  it('that is away takes none, says so, and leaves the product as it was', async () => {
    const sku = await addProduct(shop, 1);
    server.kill();
    await server;
    const { status, body } = await upload(sku);
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'service_unavailable' });
    const { body: product } = await send(shop.url, catalogue.getProduct, { params: { sku } });
    expect(product.images.every(({ drawn }) => drawn)).toBe(true);
  });
});
