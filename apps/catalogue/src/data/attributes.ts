import type { AttributeDetails } from '../attributes/attribute.ts';

/** German words for what is not called the same there. */
const german: Record<string, [name: string, values: Record<string, string>]> = {
  Colour: [
    'Farbe',
    {
      Copper: 'Kupfer',
      Graphite: 'Graphit',
      White: 'Weiß',
      'Signal yellow': 'Signalgelb',
      'Moss green': 'Moosgrün',
      'Sky blue': 'Himmelblau',
      Coral: 'Koralle',
      Black: 'Schwarz',
      Silver: 'Silber',
      Gunmetal: 'Stahlgrau',
      Chrome: 'Chrom',
      Rust: 'Rost',
      Blue: 'Blau',
      Mint: 'Minze',
    },
  ],
  Mobility: [
    'Fortbewegung',
    {
      Wheels: 'Räder',
      Tracks: 'Ketten',
      Legs: 'Beine',
      Fixed: 'Ortsfest',
      Hover: 'Schwebend',
      Flying: 'Fliegend',
      Swimming: 'Schwimmend',
    },
  ],
  Power: [
    'Energie',
    {
      Battery: 'Akku',
      Mains: 'Netzstrom',
      'Fuel cell': 'Brennstoffzelle',
      'Compressed air': 'Druckluft',
      Hand: 'Handbetrieb',
      'Wind-up': 'Zum Aufziehen',
      '3.3 V': '3,3 V',
    },
  ],
  Autonomy: [
    'Selbstständigkeit',
    { Autonomous: 'Selbstständig', Supervised: 'Beaufsichtigt', 'Remote controlled': 'Ferngesteuert' },
  ],
  Connectivity: [
    'Verbindung',
    { 'Wi-Fi': 'WLAN', 'CAN bus': 'CAN-Bus', Acoustic: 'Akustisch', None: 'Keine' },
  ],
  Material: [
    'Material',
    {
      Steel: 'Stahl',
      Titanium: 'Titan',
      'Carbon fibre': 'Kohlefaser',
      'Recycled plastic': 'Recyceltes Plastik',
      Felt: 'Filz',
      Bamboo: 'Bambus',
      'Stainless steel': 'Edelstahl',
      'Cast iron': 'Gusseisen',
      'Glass fibre': 'Glasfaser',
      Silicone: 'Silikon',
      Tin: 'Blech',
    },
  ],
  Capacity: ['Kapazität', {}],
};

/** What the attributes of the demonstration products are called in other languages. */
export const attributes: ({ name: string } & AttributeDetails)[] = Object.entries(german).map(
  ([name, [de, values]]) => ({
    name,
    names: { de },
    values: Object.entries(values).map(([value, word]) => ({ value, names: { de: word } })),
  }),
);
