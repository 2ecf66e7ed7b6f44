import type { ProductDetails } from '../product.ts';

/** A product that comes in several versions: what they share, and what each is made of. */
interface Line {
  slug: string;
  name: string;
  description: string;
  categories: string[];
  attributes: Record<string, string>;
  options: string[];
  /** The SKU, a value for each option, euros, grams and stock. */
  versions: [sku: string, values: string[], euros: number, weightGrams: number, stock: number][];
}

const lines: Line[] = [
  {
    slug: 'tidy-home-helper',
    name: 'Tidy Home Helper',
    description:
      'Picks up what lies about and puts it where it was meant to be. It learns a home in an afternoon, works in passing and makes way for people. The version on wheels is the quietest; the one on legs takes stairs and thresholds as they come.',
    categories: ['robot', 'household'],
    attributes: {
      Power: 'Battery',
      Autonomy: 'Autonomous',
      Connectivity: 'Wi-Fi',
      Material: 'Recycled plastic',
    },
    options: ['Colour', 'Mobility'],
    versions: [
      ['TIDY-COPPER-WHEELS', ['Copper', 'Wheels'], 690, 9_400, 24],
      ['TIDY-COPPER-LEGS', ['Copper', 'Legs'], 890, 12_100, 7],
      ['TIDY-WHITE-WHEELS', ['White', 'Wheels'], 690, 9_400, 31],
      ['TIDY-WHITE-LEGS', ['White', 'Legs'], 890, 12_100, 0],
      ['TIDY-MOSS-WHEELS', ['Moss green', 'Wheels'], 690, 9_400, 12],
    ],
  },
  {
    slug: 'pebble-pocket-robot',
    name: 'Pebble Pocket Robot',
    description:
      'A robot for a coat pocket. It hums when spoken to, shines when it is dark and knows forty games that need no screen. One charge lasts a long weekend, and nothing it hears leaves it.',
    categories: ['robot', 'toy-robots'],
    attributes: {
      Mobility: 'Fixed',
      Power: 'Battery',
      Autonomy: 'Autonomous',
      Connectivity: 'None',
      Material: 'Bamboo',
    },
    options: ['Colour'],
    versions: [
      ['PEBBLE-CORAL', ['Coral'], 39, 140, 80],
      ['PEBBLE-SKY', ['Sky blue'], 39, 140, 64],
      ['PEBBLE-SAND', ['Sand'], 39, 140, 0],
      ['PEBBLE-GRAPHITE', ['Graphite'], 42, 140, 3],
    ],
  },
  {
    slug: 'ridge-survey-rover',
    name: 'Ridge Survey Rover',
    description:
      'Maps ground that people would rather not walk: slopes, quarries, river beds after rain. It comes back with a map to the centimetre and mud no higher than its knees. Wheels are for distance, tracks for mud, legs for rock.',
    categories: ['robot', 'exploration'],
    attributes: { Autonomy: 'Autonomous', Connectivity: 'LoRa', Material: 'Titanium' },
    options: ['Colour', 'Mobility', 'Power'],
    versions: [
      ['RIDGE-Y-WHEELS-B', ['Signal yellow', 'Wheels', 'Battery'], 4_290, 38_000, 9],
      ['RIDGE-Y-WHEELS-S', ['Signal yellow', 'Wheels', 'Solar'], 4_790, 41_000, 4],
      ['RIDGE-Y-TRACKS-B', ['Signal yellow', 'Tracks', 'Battery'], 4_990, 52_000, 6],
      ['RIDGE-Y-LEGS-B', ['Signal yellow', 'Legs', 'Battery'], 6_490, 44_000, 2],
      ['RIDGE-G-WHEELS-B', ['Graphite', 'Wheels', 'Battery'], 4_290, 38_000, 5],
      ['RIDGE-G-TRACKS-B', ['Graphite', 'Tracks', 'Battery'], 4_990, 52_000, 0],
    ],
  },
  {
    slug: 'volt-power-pack',
    name: 'Volt Power Pack',
    description:
      'The pack that fits every robot in this shop: it slides in, clicks and says how full it is. Its cells are replaced one by one, so that it is repaired and not thrown away. Larger packs weigh more; small robots notice.',
    categories: ['parts', 'power'],
    attributes: { Colour: 'Black', Material: 'Aluminium' },
    options: ['Capacity'],
    versions: [
      ['VOLT-200', ['200 Wh'], 89, 1_300, 120],
      ['VOLT-500', ['500 Wh'], 179, 2_900, 55],
      ['VOLT-1000', ['1 kWh'], 319, 5_600, 18],
    ],
  },
];

const AND = new Intl.ListFormat('en', { type: 'unit' });

/** Demonstration products that come in several versions. */
export const variants: ProductDetails[] = lines.flatMap(
  ({ slug, name, description, categories, attributes, options, versions }) =>
    versions.map(([sku, values, euros, weightGrams, stock]) => ({
      sku,
      name: `${name}, ${AND.format(values.map((value) => value.charAt(0).toLowerCase() + value.slice(1)))}`,
      description,
      price: { amount: euros * 100, currency: 'EUR' as const },
      categories,
      attributes: {
        ...Object.fromEntries(options.map((option, at) => [option, values[at] ?? ''])),
        ...attributes,
      },
      weightGrams,
      family: { slug, options },
      stock,
    })),
);
