import { createHash } from 'node:crypto';
import { Problem } from '@shop/contracts';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { fileName } from './pictures.ts';

/** How wide a picture is kept; never wider than it came. */
const WIDTHS = [400, 800, 1600] as const;
const MOST_PIXELS = 40_000_000;
/** Longer ones fit no frame of the shop. */
const LONGEST_TO_SHORTEST = 4;
const TIME_LIMIT_S = 10;
const QUALITY = 82;
/** What is read, by how its bytes begin and not by what it is called: no SVG, no TIFF, nothing that runs or fetches. */
const READ = ['Jpeg', 'Png', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`);

/** A picture as it is kept: WebP without anything but the picture, named by a hash of what is in it. */
export interface Encoded {
  id: string;
  width: number;
  height: number;
  widths: number[];
  files: { name: string; bytes: Uint8Array }[];
}

type Open = (bytes: Uint8Array, options: SharpOptions) => Sharp;
let opened: Promise<Open> | undefined;

/** Loaded with the first upload: most processes never see one. */
async function load(): Promise<Open> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: READ });
  return sharp;
}

/** Draws an uploaded picture anew, in every width. Throws picture_unreadable, picture_too_large. */
export async function encode(bytes: Uint8Array): Promise<Encoded> {
  opened ??= load();
  const open = await opened;
  try {
    return await draw(open, bytes);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const tooMany = cause instanceof Error && /pixel limit/i.test(cause.message);
    throw new Problem(tooMany ? 'picture_too_large' : 'picture_unreadable', { cause });
  }
}

async function draw(open: Open, bytes: Uint8Array): Promise<Encoded> {
  const source = () => open(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
  assertFits(await source().metadata());
  // Read once, in its largest width; the others are made of that.
  const { data, info } = await source()
    .autoOrient()
    .timeout({ seconds: TIME_LIMIT_S })
    .resize({ width: WIDTHS.at(-1) ?? 0, withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const widths = [...new Set(WIDTHS.map((wide) => Math.min(wide, width)))];
  const drawn = await Promise.all(
    widths.map((wide) =>
      open(data, { raw: { width, height, channels } })
        .resize({ width: wide })
        .webp({ quality: QUALITY })
        .toBuffer(),
    ),
  );
  const id = createHash('sha256')
    .update(drawn.at(-1) ?? data)
    .digest('hex')
    .slice(0, 32);
  const files = drawn.map((file, at) => ({ name: fileName(id, widths[at] ?? width), bytes: file }));
  return { id, width, height, widths, files };
}

function assertFits({ format, compression, width, height }: Metadata): void {
  // HEIF holds AVIF, and what a phone calls HEIC, which no browser shows.
  if (format === 'heif' && compression !== 'av1') throw new Problem('picture_unreadable');
  const [short = 1, long = 1] = [width, height].sort((a, b) => a - b);
  if (width * height > MOST_PIXELS || long > short * LONGEST_TO_SHORTEST)
    throw new Problem('picture_too_large', { facts: { width, height } });
}
