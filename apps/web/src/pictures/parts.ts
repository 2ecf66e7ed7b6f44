/** Draws one kind of part in a box of 240, standing on 192. `pick` gives the small differences between two of a kind. */
type Drawing = (body: string, pick: (below: number) => number) => string;

const ink = '#2a3037';
const steel = '#9aa5ad';
const bright = '#d9e0e5';
const glow = '#5fd6c4';
const shade = 'fill="#000" fill-opacity=".16"';
const shine = 'fill="#fff" fill-opacity=".28"';

const box = (x: number, y: number, w: number, h: number, r: number, fill: string) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" ${fill.includes('=') ? fill : `fill="${fill}"`}/>`;
const dot = (x: number, y: number, r: number, fill: string) =>
  `<circle cx="${x}" cy="${y}" r="${r}" ${fill.includes('=') ? fill : `fill="${fill}"`}/>`;
const line = (d: string, colour: string, width: number) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const times = (count: number, draw: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => draw(i)).join('');

const actuators: Drawing = (body, pick) => {
  const fins = 3 + pick(3);
  return [
    line('M70 150C38 150 52 190 24 190', ink, 7),
    box(176, 114, 36, 18, 4, bright),
    box(164, 96, 18, 54, 6, steel),
    box(84, 160, 74, 32, 6, ink),
    box(62, 80, 106, 88, 16, body),
    box(62, 80, 28, 88, 14, shade),
    times(fins, (i) => box(102 + (i * 56) / fins, 80, 7, 88, 0, shade)),
    box(98, 90, 62, 8, 4, shine),
    dot(76, 124, 5, glow),
  ].join('');
};

const arms: Drawing = (body, pick) => {
  const [x, y] = [74 + pick(26), 70 + pick(16)];
  const [gx, gy] = [170 + pick(14), 92 + pick(20)];
  return [
    box(66, 172, 96, 20, 8, ink),
    box(84, 148, 60, 28, 10, steel),
    line(`M114 150L${x} ${y}`, body, 26),
    line(`M${x} ${y}L${gx} ${gy}`, body, 20),
    line(`M${gx} ${gy}l-10 22m10 -22l18 16`, ink, 8),
    dot(114, 150, 18, steel),
    dot(114, 150, 8, ink),
    dot(x, y, 19, steel),
    dot(x, y, 8, glow),
    dot(gx, gy, 12, steel),
  ].join('');
};

const chassis: Drawing = (body, pick) => {
  const wheels = 2 + pick(2);
  const r = wheels === 2 ? 32 : 26;
  const at = (i: number) => 72 + (i * 96) / (wheels - 1);
  return [
    line('M86 104V78M154 104V78', steel, 8),
    box(66, 66, 108, 16, 7, steel),
    box(44, 100, 152, 48, 16, body),
    box(44, 126, 152, 22, 11, shade),
    box(58, 108, 74, 7, 3.5, shine),
    dot(176, 118, 6, glow),
    times(
      wheels,
      (i) =>
        dot(at(i), 192 - r, r, ink) +
        dot(at(i), 192 - r, r * 0.52, steel) +
        dot(at(i), 192 - r, r * 0.2, ink),
    ),
  ].join('');
};

const controllers: Drawing = (body, pick) => {
  const leds = 2 + pick(3);
  const pins = (i: number) => 84 + i * 18;
  return [
    box(48, 66, 144, 126, 14, body),
    box(48, 66, 144, 18, 9, shine),
    line('M64 170H92L104 158M176 100H156L146 110M64 104H86', bright, 4),
    times(5, (i) => line(`M${pins(i)} 96V164`, bright, 6) + line(`M78 ${pins(i) + 10}H162`, bright, 6)),
    box(86, 102, 68, 58, 8, ink),
    dot(98, 114, 4, steel),
    times(leds, (i) => dot(64 + i * 15, 180, 4, i === 0 ? glow : bright)),
    box(150, 172, 32, 20, 3, steel),
  ].join('');
};

const grippers: Drawing = (body, pick) => {
  const open = 30 + pick(16);
  const claw = (side: 1 | -1) =>
    line(`M120 108L${120 + side * open} 130L${120 + side * (open - 4)} 158`, body, 20) +
    line(`M${120 + side * (open - 4)} 158L${120 + side * (open - 20)} 184`, ink, 14);
  return [
    box(98, 40, 44, 34, 8, steel),
    box(108, 30, 24, 16, 5, ink),
    claw(1),
    claw(-1),
    box(84, 68, 72, 50, 16, body),
    box(84, 96, 72, 22, 11, shade),
    dot(120 + open, 130, 9, steel),
    dot(120 - open, 130, 9, steel),
    dot(120, 92, 11, ink),
    dot(120, 92, 5, glow),
  ].join('');
};

const power: Drawing = (body, pick) => {
  const full = 2 + pick(3);
  return [
    box(88, 52, 20, 18, 4, steel),
    box(132, 52, 20, 18, 4, steel),
    box(62, 64, 116, 128, 16, body),
    box(62, 160, 116, 32, 14, shade),
    box(74, 74, 92, 8, 4, shine),
    box(82, 96, 76, 58, 10, ink),
    times(4, (i) => box(91 + i * 16, 106, 10, 38, 3, i < full ? glow : '#4a535c')),
    line('M122 166l-8 10h12l-8 10', bright, 4),
  ].join('');
};

const sensors: Drawing = (body, pick) => {
  const eye = 30 + pick(10);
  return [
    box(88, 168, 64, 24, 8, ink),
    box(108, 148, 24, 28, 4, steel),
    box(58, 58, 124, 96, 26, body),
    box(58, 128, 124, 26, 13, shade),
    dot(120, 106, eye + 6, steel),
    dot(120, 106, eye, ink),
    dot(120, 106, eye * 0.55, '#3d6f86'),
    dot(120, 106, eye * 0.26, glow),
    dot(120 - eye * 0.35, 106 - eye * 0.35, eye * 0.16, '#fff'),
    dot(166, 74, 5, pick(2) === 0 ? '#f06a5a' : glow),
  ].join('');
};

const tools: Drawing = (body, pick) => {
  const lean = 8 + pick(14);
  return [
    `<g transform="rotate(${-lean} 96 130)">${box(90, 62, 12, 78, 3, bright)}${box(91, 50, 10, 16, 1, steel)}${box(80, 116, 32, 56, 12, '#e5765f')}</g>`,
    `<g transform="rotate(${lean} 144 130)">${line('M146 76V160', steel, 15)}<path d="M124 56a22 22 0 1 0 44 0l-12 10h-20z" fill="${steel}"/></g>`,
    line('M92 116V100a10 10 0 0 1 10-10h36a10 10 0 0 1 10 10v16', ink, 9),
    box(50, 114, 140, 78, 12, body),
    box(50, 114, 140, 22, 11, shade),
    box(106, 128, 28, 20, 5, steel),
    box(62, 146, 40, 6, 3, shine),
  ].join('');
};

/** The kinds of parts that have a drawing of their own, by category. */
export const partDrawings: ReadonlyMap<string, Drawing> = new Map(
  Object.entries({
    actuators,
    arms,
    chassis,
    controllers,
    grippers,
    power,
    sensors,
    tools,
  }),
);
