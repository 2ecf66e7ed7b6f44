/** What the shop draws of a product: from the front, the same from near, and what comes in its box. */
export type View = 'front' | 'close' | 'box';
export const views: readonly View[] = ['front', 'close', 'box'];

const FRONT = '0 0 240 240';
const CLOSE = '62 62 124 124';

/** What a view shows of the drawing, and what stands around it. */
export function viewOf(view: View, subject: string): { viewBox: string; content: string } {
  if (view === 'box') return { viewBox: FRONT, content: unpacked(subject) };
  return { viewBox: view === 'close' ? CLOSE : FRONT, content: onTheFloor(subject) };
}

const shadow = (x: number, y: number, width: number) =>
  `<ellipse cx="${x}" cy="${y}" rx="${width}" ry="${Math.round(width / 9)}" fill-opacity=".14"/>`;

const floor = '<path d="M0 178h240v62H0z" fill-opacity=".045"/>';

const onTheFloor = (subject: string): string => `${floor}${shadow(120, 193, 76)}${subject}`;

const CARTON = '#c9a06b';
const card = (d: string, more: string) => `<path d="${d}" fill="${CARTON}"/><path d="${d}" ${more}/>`;
const darker = 'fill-opacity=".18"';

/** The product beside its open carton, with the booklet and the lead that come along. */
const unpacked = (subject: string): string =>
  [
    floor,
    shadow(74, 197, 58),
    shadow(174, 203, 56),
    card('M24 104l50-14 50 14-50 15z', 'fill-opacity=".4"'),
    card('M24 104l50 15v78l-50-14z', darker),
    card('M124 104l-50 15v78l50-14z', 'fill-opacity=".06"'),
    card('M24 104L8 122l50 15 16-18z', 'fill="#fff" fill-opacity=".16"'),
    card('M124 104l16 18-50 15-16-18z', 'fill="#fff" fill-opacity=".26"'),
    '<path d="M36 150l20 6v10l-20-6z" fill="#fff" fill-opacity=".5"/>',
    `<g transform="translate(104 78) scale(.62)">${subject}</g>`,
    '<g transform="rotate(-8 92 206)"><path d="M72 196h40v24H72z" fill="#f4f6f7"/><path d="M72 196h6v24h-6z" fill="#9aa5ad"/><path d="M84 203h22M84 209h22M84 214h14" stroke="#9aa5ad" stroke-width="2"/></g>',
    '<path d="M132 218c14-14 28 8 42-2s26-8 36 2" fill="none" stroke="#2a3037" stroke-width="4" stroke-linecap="round"/><path d="M208 212h14v12h-14z" fill="#2a3037"/><path d="M222 215h6M222 221h6" stroke="#9aa5ad" stroke-width="2.5"/>',
  ].join('');
