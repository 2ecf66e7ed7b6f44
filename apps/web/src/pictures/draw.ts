import { bottts } from '@dicebear/collection';
import { createAvatar } from '@dicebear/core';
import { numbersFrom, paintOf } from './palette.ts';
import { partDrawings } from './parts.ts';
import { type View, viewOf } from './views.ts';

/** What a picture shows: the same subject always gives the same picture. */
export interface Subject {
  /** Decides everything that is not said: a SKU, as a rule. */
  seed: string;
  colour?: string | undefined;
  categories?: readonly string[] | undefined;
  view?: View | undefined;
}

const KEPT = 5_000;
const drawn = new Map<string, string>();

/** The picture of a product as SVG: robots by their seed, parts by their kind. Drawn once a process. */
export function draw({ seed, colour, categories = [], view = 'front' }: Subject): string {
  const kind = categories.find((slug) => partDrawings.has(slug));
  const key = `${view} ${seed} ${colour} ${kind}`;
  const seen = drawn.get(key);
  if (seen !== undefined) return seen;
  if (drawn.size >= KEPT) drawn.clear();
  const { body, tile } = paintOf(colour, seed);
  const part = kind === undefined ? undefined : partDrawings.get(kind);
  const svg = framed(tile, view, part === undefined ? robot(seed, body) : part(body, numbersFrom(seed)));
  drawn.set(key, svg);
  return svg;
}

const robot = (seed: string, body: string): string =>
  createAvatar(bottts, {
    seed,
    baseColor: [body.slice(1)],
    eyes: [
      'bulging',
      'eva',
      'frame1',
      'frame2',
      'glow',
      'happy',
      'robocop',
      'round',
      'roundFrame01',
      'sensor',
      'shade01',
    ],
    mouth: ['diagram', 'grill01', 'grill02', 'grill03', 'smile01', 'smile02', 'square01', 'square02'],
    textureProbability: 30,
  })
    .toString()
    .replace('<svg ', '<svg x="40" y="44" width="160" height="160" ');

/** A tile with the subject on it. In an <img> the media query follows the page's theme. */
function framed([light, dark]: readonly [string, string], view: View, subject: string): string {
  const { viewBox, content } = viewOf(view, subject);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}"><style>.t{fill:${light}}@media(prefers-color-scheme:dark){.t{fill:${dark}}}</style><path class="t" d="M0 0h240v240H0z"/>${content}</svg>`;
}
