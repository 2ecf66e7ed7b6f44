import type { CategoryDetails } from '../categories/category.ts';

type Row = [slug: string, name: string, parent: string | null, description: string];

const ROBOT = 'robot';
const PARTS = 'parts';

const rows: Row[] = [
  [ROBOT, 'Robots', null, 'Whole machines, ready to work when the box is open.'],
  [
    'companion',
    'Companion',
    ROBOT,
    'Robots that are good to have around: they listen, play, read aloud and know when to be quiet.',
  ],
  [
    'household',
    'Household',
    ROBOT,
    'For the floors, the windows, the washing and everything that lies about.',
  ],
  ['garden', 'Garden', ROBOT, 'They mow, weed and water, and leave the hedgehog in peace.'],
  ['toy-robots', 'Toy Robots', ROBOT, 'For children, and for grown-ups who say it is for the child.'],
  [
    'industrial',
    'Industrial',
    ROBOT,
    'Shift after shift to the tenth of a millimetre, beside people and not behind a fence.',
  ],
  ['logistics', 'Logistics', ROBOT, 'They lift, carry, count and unload, and find their own way.'],
  [
    'exploration',
    'Exploration',
    ROBOT,
    'For reefs, caves, glaciers and slopes that nobody would rather walk.',
  ],
  [
    'artificial-intelligence',
    'Artificial Intelligence',
    null,
    'Minds for the desk: they read, think, and admit when they do not know.',
  ],
  [PARTS, 'Parts', null, 'What keeps a robot going, and what makes another one of it.'],
  ['arms', 'Arms', PARTS, ''],
  ['grippers', 'Grippers', PARTS, ''],
  ['sensors', 'Sensors', PARTS, ''],
  ['actuators', 'Actuators', PARTS, ''],
  ['power', 'Power', PARTS, ''],
  ['controllers', 'Controllers', PARTS, ''],
  ['chassis', 'Chassis', PARTS, ''],
  ['tools', 'Tools', null, 'For the bench: what takes a robot apart, and puts it together again.'],
];

/** The categories of the demonstration products, in the order of the menu. */
export const categories: ({ slug: string } & CategoryDetails)[] = rows.map(
  ([slug, name, parent, description], at) => ({ slug, name, parent, description, position: (at + 1) * 10 }),
);
