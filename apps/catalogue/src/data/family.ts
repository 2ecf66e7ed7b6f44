/** Products of one sort, and what may vary among them. */
export interface Family {
  /** How its SKUs begin. */
  prefix: string;
  categories: string[];
  /** What it is called, and one sentence of what it does. */
  kinds: readonly (readonly [noun: string, does: string])[];
  euros: readonly [least: number, most: number];
  grams: readonly [least: number, most: number];
  attributes: Record<string, readonly string[]>;
  /** More sentences, some of which a product gets. `{2..8}` is a number in between, `{Material}` that attribute. */
  details: readonly string[];
}

export const colours = [
  'Copper',
  'Graphite',
  'White',
  'Signal yellow',
  'Moss green',
  'Sky blue',
  'Coral',
  'Black',
  'Silver',
  'Sand',
] as const;
export const sober = ['Black', 'Silver', 'Graphite', 'White', 'Signal yellow'] as const;
