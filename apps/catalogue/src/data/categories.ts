import type { CategoryDetails } from '../categories/category.ts';

type Row = [slug: string, name: string, german: string, parent: string | null, description: string];

const ROBOT = 'robot';
const PARTS = 'parts';

const rows: Row[] = [
  [ROBOT, 'Robots', 'Roboter', null, 'Whole machines, ready to work when the box is open.'],
  [
    'companion',
    'Companion',
    'Begleiter',
    ROBOT,
    'Robots that are good to have around: they listen, play, read aloud and know when to be quiet.',
  ],
  [
    'household',
    'Household',
    'Haushalt',
    ROBOT,
    'For the floors, the windows, the washing and everything that lies about.',
  ],
  ['garden', 'Garden', 'Garten', ROBOT, 'They mow, weed and water, and leave the hedgehog in peace.'],
  [
    'toy-robots',
    'Toy Robots',
    'Spielzeugroboter',
    ROBOT,
    'For children, and for grown-ups who say it is for the child.',
  ],
  [
    'industrial',
    'Industrial',
    'Industrie',
    ROBOT,
    'Shift after shift to the tenth of a millimetre, beside people and not behind a fence.',
  ],
  [
    'logistics',
    'Logistics',
    'Logistik',
    ROBOT,
    'They lift, carry, count and unload, and find their own way.',
  ],
  [
    'exploration',
    'Exploration',
    'Erkundung',
    ROBOT,
    'For reefs, caves, glaciers and slopes that nobody would rather walk.',
  ],
  [
    'artificial-intelligence',
    'Artificial Intelligence',
    'Künstliche Intelligenz',
    null,
    'Minds for the desk: they read, think, and admit when they do not know.',
  ],
  [PARTS, 'Parts', 'Teile', null, 'What keeps a robot going, and what makes another one of it.'],
  ['arms', 'Arms', 'Arme', PARTS, ''],
  ['grippers', 'Grippers', 'Greifer', PARTS, ''],
  ['sensors', 'Sensors', 'Sensoren', PARTS, ''],
  ['actuators', 'Actuators', 'Antriebe', PARTS, ''],
  ['power', 'Power', 'Stromversorgung', PARTS, ''],
  ['controllers', 'Controllers', 'Steuerungen', PARTS, ''],
  ['chassis', 'Chassis', 'Fahrgestelle', PARTS, ''],
  [
    'tools',
    'Tools',
    'Werkzeug',
    null,
    'For the bench: what takes a robot apart, and puts it together again.',
  ],
];

/** The categories of the demonstration products, in the order of the menu. */
export const categories: ({ slug: string } & CategoryDetails)[] = rows.map(
  ([slug, name, german, parent, description], at) => ({
    slug,
    name,
    names: { de: german },
    parent,
    description,
    position: (at + 1) * 10,
  }),
);
