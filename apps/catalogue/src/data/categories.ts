import type { CategoryDetails } from '../categories/category.ts';

type Row = [
  slug: string,
  name: string,
  german: string,
  parent: string | null,
  description?: string,
  inGerman?: string,
];

const ROBOT = 'robot';
const PARTS = 'parts';

const rows: Row[] = [
  [
    ROBOT,
    'Robots',
    'Roboter',
    null,
    'Whole machines, ready to work when the box is open.',
    'Ganze Maschinen: Karton auf, und es geht los.',
  ],
  [
    'companion',
    'Companion',
    'Begleiter',
    ROBOT,
    'Robots that are good to have around: they listen, play, read aloud and know when to be quiet.',
    'Roboter, die man gern um sich hat: Sie hören zu, spielen, lesen vor und wissen, wann Ruhe gut tut.',
  ],
  [
    'household',
    'Household',
    'Haushalt',
    ROBOT,
    'For the floors, the windows, the washing and everything that lies about.',
    'Für Böden, Fenster, Wäsche und alles, was herumliegt.',
  ],
  [
    'garden',
    'Garden',
    'Garten',
    ROBOT,
    'They mow, weed and water, and leave the hedgehog in peace.',
    'Sie mähen, jäten und gießen und lassen den Igel in Frieden.',
  ],
  [
    'toy-robots',
    'Toy Robots',
    'Spielzeugroboter',
    ROBOT,
    'For children, and for grown-ups who say it is for the child.',
    'Für Kinder, und für Erwachsene, die sagen, es sei fürs Kind.',
  ],
  [
    'industrial',
    'Industrial',
    'Industrie',
    ROBOT,
    'Shift after shift to the tenth of a millimetre, beside people and not behind a fence.',
    'Schicht für Schicht auf den Zehntelmillimeter, neben Menschen und nicht hinter einem Zaun.',
  ],
  [
    'logistics',
    'Logistics',
    'Logistik',
    ROBOT,
    'They lift, carry, count and unload, and find their own way.',
    'Sie heben, tragen, zählen, laden aus und finden ihren Weg allein.',
  ],
  [
    'exploration',
    'Exploration',
    'Erkundung',
    ROBOT,
    'For reefs, caves, glaciers and slopes that nobody would rather walk.',
    'Für Riffe, Höhlen, Gletscher und Hänge, die niemand gern selbst begeht.',
  ],
  [
    'artificial-intelligence',
    'Artificial Intelligence',
    'Künstliche Intelligenz',
    null,
    'Minds for the desk: they read, think, and admit when they do not know.',
    'Köpfe für den Schreibtisch: Sie lesen, denken und geben zu, wenn sie etwas nicht wissen.',
  ],
  [
    PARTS,
    'Parts',
    'Teile',
    null,
    'What keeps a robot going, and what makes another one of it.',
    'Was einen Roboter am Laufen hält, und was einen anderen aus ihm macht.',
  ],
  ['arms', 'Arms', 'Arme', PARTS],
  ['grippers', 'Grippers', 'Greifer', PARTS],
  ['sensors', 'Sensors', 'Sensoren', PARTS],
  ['actuators', 'Actuators', 'Antriebe', PARTS],
  ['power', 'Power', 'Stromversorgung', PARTS],
  ['controllers', 'Controllers', 'Steuerungen', PARTS],
  ['chassis', 'Chassis', 'Fahrgestelle', PARTS],
  [
    'tools',
    'Tools',
    'Werkzeug',
    null,
    'For the bench: what takes a robot apart, and puts it together again.',
    'Für die Werkbank: womit man einen Roboter zerlegt und wieder zusammensetzt.',
  ],
];

/** The categories of the demonstration products, in the order of the menu. */
export const categories: ({ slug: string } & CategoryDetails)[] = rows.map(
  ([slug, name, german, parent, description = '', inGerman], at) => ({
    slug,
    name,
    names: { de: german },
    parent,
    description,
    descriptions: inGerman === undefined ? {} : { de: inGerman },
    position: (at + 1) * 10,
  }),
);
