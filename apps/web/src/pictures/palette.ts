/** How a colour that products come in is painted, and the tile that shows it off in light and in dark. */
export interface Paint {
  body: string;
  tile: readonly [light: string, dark: string];
}

const warm = ['#f4ebe2', '#4a4037'] as const;
const sun = ['#f7eed8', '#4b422b'] as const;
const rose = ['#f7e7e2', '#4e3d39'] as const;
const leaf = ['#e8f0e2', '#3c4839'] as const;
const sky = ['#e2edf4', '#364854'] as const;
const mist = ['#e9edef', '#5c6770'] as const;
const slate = ['#d3dce2', '#44515b'] as const;

const paints = new Map<string, Paint>(
  Object.entries({
    copper: { body: '#c67c4e', tile: warm },
    graphite: { body: '#4f5862', tile: mist },
    white: { body: '#f4f6f7', tile: slate },
    'signal yellow': { body: '#f2b91c', tile: sun },
    'moss green': { body: '#6f8f4e', tile: leaf },
    'sky blue': { body: '#5aa8d6', tile: sky },
    coral: { body: '#e5765f', tile: rose },
    black: { body: '#2d3238', tile: mist },
    silver: { body: '#b3bdc5', tile: slate },
    sand: { body: '#d3bb91', tile: warm },
    gunmetal: { body: '#5d6b75', tile: mist },
    chrome: { body: '#c5cfd6', tile: slate },
    gold: { body: '#d8a93c', tile: sun },
    rust: { body: '#a9583a', tile: warm },
    blue: { body: '#3c6fbd', tile: sky },
    mint: { body: '#8dcbb2', tile: leaf },
  } satisfies Record<string, Paint>),
);
const all = [...paints.values()];

/** The paint of a named colour; of a colour without a paint, one that the seed picks. */
export function paintOf(colour: string | undefined, seed: string): Paint {
  const named = colour === undefined ? undefined : paints.get(colour.toLowerCase());
  return named ?? (all[numbersFrom(seed)(all.length)] as Paint);
}

/** A small patch for a named colour, where it has a paint. */
export const swatchOf = (colour: string): string | undefined => paints.get(colour.toLowerCase())?.body;

/** Numbers below a bound, always the same ones for a seed (mulberry32 on an FNV-1a hash). */
export function numbersFrom(seed: string): (below: number) => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
