import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';
import { catalogue, type Output, publicPath } from '@shop/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { addProduct, type Catalogue, startCatalogue } from './shop.ts';

let shop: Catalogue;
beforeAll(async () => {
  shop = await startCatalogue();
});
afterAll(() => shop?.stop());

const canvas = (width: number, height: number, background = '#c67c4e') =>
  sharp({ create: { width, height, channels: 3, background } });
const photo = (width = 900, height = 600, background?: string) =>
  canvas(width, height, background).jpeg().toBuffer();
/** Something a compressor cannot make small. */
const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });

type Uploaded = Output<typeof catalogue.addPicture> & { code?: string };

async function upload(sku: string, file: Uint8Array, { alt = 'From the left', token = shop.admin } = {}) {
  const form = new FormData();
  form.set('alt', alt);
  form.set('picture', new Blob([new Uint8Array(file)]), 'holiday.svg.exe');
  const answer = await fetch(`${shop.url}/products/${sku}/pictures`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, body: (await answer.json()) as Uploaded };
}
/** A picture as a browser gets it, by an address of the shop. */
const fetched = (src: string) =>
  fetch(shop.url + src.slice((publicPath(catalogue.getPicture) ?? '').indexOf('/pictures')));
const get = (sku: string) => send(shop.url, catalogue.getProduct, { params: { sku } });
const arrange = (sku: string, items: { id: string; alt: string }[]) =>
  send(shop.url, catalogue.arrangePictures, { params: { sku }, body: { items } }, { token: shop.admin });

describe('a picture that a merchant uploads', () => {
  it('is the product’s from then on: upright, in three widths, for ever under its name', async () => {
    const sku = await addProduct(shop, 1);
    const file = await canvas(2000, 1000).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { status, body } = await upload(sku, file);
    expect(status).toBe(201);
    const [picture] = body.items;
    expect(picture).toMatchObject({ drawn: false, alt: 'From the left', width: 1000, height: 2000 });
    expect(picture?.srcset).toMatch(/-400\.webp 400w, .*-800\.webp 800w, .*-1000\.webp 1000w$/);
    const { images, image } = (await get(sku)).body;
    expect(images).toEqual(body.items);
    expect(image).toMatch(/-800\.webp$/);
    const answer = await fetched(image);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const meta = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect(meta).toMatchObject({ format: 'webp', width: 800, height: 1600 });
    await shop.broker.hear(catalogue.productChanged, (event) => event.sku === sku);
  });

  it('carries nothing along that is no picture: neither where it was taken nor what was hidden behind it', async () => {
    const sku = await addProduct(shop, 1);
    const tagged = await canvas(500, 500)
      .withExif({ IFD0: { Copyright: 'SECRET-PLACE' }, IFD3: { GPSLatitudeRef: 'N' } })
      .jpeg()
      .toBuffer();
    expect(tagged.includes('SECRET-PLACE')).toBe(true);
    const polyglot = Buffer.concat([tagged, Buffer.from('PK\u0003\u0004<script>alert(1)</script>')]);
    const [picture] = (await upload(sku, polyglot)).body.items;
    const kept = Buffer.from(await (await fetched(picture?.src ?? '')).arrayBuffer());
    expect(kept.includes('SECRET-PLACE')).toBe(false);
    expect(kept.includes('script')).toBe(false);
    expect((await sharp(kept).metadata()).exif).toBeUndefined();
  });

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('may be %s', async (format) => {
    const sku = await addProduct(shop, 1);
    expect((await upload(sku, await canvas(300, 300).toFormat(format).toBuffer())).status).toBe(201);
  });

  it('can be put in another order, described anew and taken away; without any the shop draws again', async () => {
    const sku = await addProduct(shop, 1);
    await upload(sku, await photo(900, 600, '#ff0000'), { alt: 'Red' });
    await upload(sku, await photo(900, 600, '#0000ff'), { alt: 'Blue' });
    const twice = await upload(sku, await photo(900, 600, '#ff0000'), { alt: 'Red again' });
    expect(twice.body.items.map(({ alt }) => alt)).toEqual(['Blue', 'Red again']);
    const [blue, red] = twice.body.items;
    const items = [
      { id: red?.id ?? '', alt: 'Front' },
      { id: blue?.id ?? '', alt: 'Back' },
    ];
    expect((await arrange(sku, items)).body.items.map(({ alt }) => alt)).toEqual(['Front', 'Back']);
    expect((await get(sku)).body.image).toContain(red?.id);
    expect(await arrange(sku, [{ id: '0'.repeat(32), alt: 'x' }])).toMatchObject({
      status: 404,
      body: { code: 'picture_not_found' },
    });
    expect((await arrange(sku, [])).body.items.every(({ drawn }) => drawn)).toBe(true);
    expect((await get(sku)).body.image).toBe(`/robots/${sku}.svg`);
    expect((await fetched(red?.src ?? '')).status).toBe(200);
  });

  it('is not lost when two are sent at once, and there are eight at the most', async () => {
    const sku = await addProduct(shop, 1);
    const colours = ['#100000', '#200000', '#300000', '#400000', '#500000', '#600000', '#700000', '#800000'];
    for (const pair of [0, 2, 4, 6]) {
      const both = await Promise.all(
        colours.slice(pair, pair + 2).map(async (one) => upload(sku, await photo(300, 300, one))),
      );
      expect(both.map(({ status }) => status)).toEqual([201, 201]);
    }
    expect((await get(sku)).body.images).toHaveLength(8);
    expect(await upload(sku, await photo(300, 300, '#900000'))).toMatchObject({
      status: 409,
      body: { code: 'too_many_pictures' },
    });
  });
});

describe('what is no picture for a shop', () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><script>alert(1)</script></svg>',
  );
  /** 20,000 × 20,000 pixels in a PNG of some fifty kilobytes. */
  const bomb = async () => {
    const side = 20_000;
    const chunk = (type: string, data: Buffer) => {
      const named = Buffer.concat([Buffer.from(type), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(named));
      return Buffer.concat([length, named, sum]);
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(side, 0);
    header.writeUInt32BE(side, 4);
    header[8] = 1;
    const rows = deflateSync(Buffer.alloc(side * (side / 8 + 1)));
    const begin = Buffer.from('89504e470d0a1a0a', 'hex');
    return Buffer.concat([begin, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
  };
  it.each([
    ['an SVG', async () => svg, 'picture_unreadable'],
    ['a GIF', () => canvas(300, 300).gif().toBuffer(), 'picture_unreadable'],
    ['a TIFF', () => canvas(300, 300).tiff().toBuffer(), 'picture_unreadable'],
    [
      'an executable',
      async () => Buffer.from('MZ\u0090\u0000 this program cannot be run'),
      'picture_unreadable',
    ],
    ['an empty file', async () => Buffer.alloc(0), 'picture_unreadable'],
    [
      'half a picture',
      async () => (await noise(600, 600).jpeg().toBuffer()).subarray(0, 40_000),
      'picture_unreadable',
    ],
    ['a bomb', bomb, 'picture_too_large'],
    ['a strip', () => photo(2000, 100), 'picture_too_large'],
  ])('%s is refused, and nothing of it is kept', async (_, file, code) => {
    const sku = await addProduct(shop, 1);
    const before = await readdir(shop.pictures).catch(() => []);
    expect(await upload(sku, await file())).toMatchObject({ status: 422, body: { code } });
    expect((await get(sku)).body.images.every(({ drawn }) => drawn)).toBe(true);
    expect(await readdir(shop.pictures).catch(() => [])).toEqual(before);
  });

  it('more than 5 MB are not read to their end', async () => {
    const sku = await addProduct(shop, 1);
    const large = Buffer.concat([await photo(), Buffer.alloc(catalogue.PICTURE_LIMIT)]);
    expect(await upload(sku, large)).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('an upload that is cut off leaves nothing behind, and the next one goes well', async () => {
    const sku = await addProduct(shop, 1);
    const { hostname, port } = new URL(shop.url);
    const cut = httpRequest({
      host: hostname,
      port,
      method: 'POST',
      path: `/products/${sku}/pictures`,
      headers: {
        authorization: `Bearer ${shop.admin}`,
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': 900_000,
      },
    });
    cut.on('error', () => undefined);
    cut.write('--x\r\ncontent-disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n\u00ff\u00d8');
    await new Promise((resolve) => cut.once('socket', (socket) => socket.once('connect', resolve)));
    cut.destroy();
    expect((await upload(sku, await photo())).status).toBe(201);
    expect((await get(sku)).body.images).toHaveLength(1);
  });

  it('a form without a file, or a body that is no form, is refused', async () => {
    const sku = await addProduct(shop, 1);
    const address = `${shop.url}/products/${sku}/pictures`;
    const headers = { authorization: `Bearer ${shop.admin}` };
    const form = new FormData();
    form.set('alt', 'nothing');
    form.set('picture', 'no file');
    const words = await fetch(address, { method: 'POST', body: form, headers });
    expect(await words.json()).toMatchObject({ code: 'invalid_request', issues: [{ path: 'body.picture' }] });
    const json = await send(
      shop.url,
      catalogue.addPicture,
      { params: { sku }, body: {} },
      { token: shop.admin },
    );
    expect(json).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const elsewhere = await fetch(`${shop.url}/products/${sku}`, { method: 'PATCH', body: form, headers });
    expect(elsewhere.status).toBe(415);
  });

  it('is for merchants to send, and files have no way out of their folder', async () => {
    const sku = await addProduct(shop, 1);
    const member = await shop.issuer.token({ kind: 'member' });
    expect((await upload(sku, await photo(), { token: member })).status).toBe(403);
    for (const file of ['..%2F..%2Fetc%2Fpasswd', `${'a'.repeat(32)}-800.webp.exe`, '.hidden'])
      expect((await fetch(`${shop.url}/pictures/${file}`)).status, file).toBe(400);
    expect((await fetch(`${shop.url}/pictures/${'0'.repeat(32)}-800.webp`)).status).toBe(404);
  });
});
