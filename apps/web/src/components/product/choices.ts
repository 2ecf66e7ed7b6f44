import type { catalogue } from '@shop/contracts';

/** One value of an option, and what would come of choosing it with everything else as it is. */
export interface Choice {
  value: string;
  /** True of the product that is looked at. */
  current: boolean;
  /** The product that has it; undefined where there is none with the other options as they are. */
  member: catalogue.FamilyMember | undefined;
}

export interface OptionChoices {
  option: string;
  choices: Choice[];
}

const collator = new Intl.Collator('en', { numeric: true });

/** The options of a family as a shopper chooses among them from one of its products; the cheapest value first. */
export function choicesOf({ options, members }: catalogue.Family, sku: string): OptionChoices[] {
  const current = members.find((member) => member.sku === sku);
  if (current === undefined) return [];
  return options.map((option) => {
    const choose = (value: string) =>
      members.find((member) =>
        options.every((name) => member.options[name] === (name === option ? value : current.options[name])),
      );
    return {
      option,
      choices: valuesOf(option, members).map((value) => {
        const isCurrent = current.options[option] === value;
        return { value, current: isCurrent, member: isCurrent ? current : choose(value) };
      }),
    };
  });
}

function valuesOf(option: string, members: catalogue.FamilyMember[]): string[] {
  const least = new Map<string, number>();
  for (const { options, price } of members) {
    const value = options[option];
    if (value === undefined) continue;
    least.set(value, Math.min(least.get(value) ?? Number.POSITIVE_INFINITY, price.amount));
  }
  return [...least]
    .sort(([a, dear], [b, less]) => dear - less || collator.compare(a, b))
    .map(([value]) => value);
}
