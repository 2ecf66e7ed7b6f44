import type { catalogue } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import type { AttributeWords } from '../../i18n/attributes.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { swatchOf } from '../../pictures/palette.ts';
import { StockBand } from '../product-card.tsx';
import { ShopLink } from '../shop-link.tsx';
import { type Choice, choicesOf, type OptionChoices } from './choices.ts';

interface Shown {
  family: catalogue.Family;
  sku: string;
  words: AttributeWords;
}

/** The versions a product comes in: a link for each choice, so that the address says which one is looked at. */
export function Versions({ family, sku, words }: Shown) {
  const prices = new Set(family.members.map(({ price }) => price.amount));
  const rows = choicesOf(family, sku);
  return (
    <div className="space-y-5">
      {rows.map((row) => (
        <OptionRow
          key={row.option}
          row={row}
          words={words}
          priced={prices.size > 1}
          others={othersOf(row, rows, words)}
        />
      ))}
      {rows.length > 1 && <AllVersions family={family} sku={sku} words={words} />}
    </div>
  );
}

/** The values that stay as they are while this option changes: `wheels, battery`. */
const othersOf = (row: OptionChoices, rows: OptionChoices[], words: AttributeWords): string =>
  rows
    .filter((other) => other !== row)
    .flatMap(({ option, choices }) => {
      const chosen = choices.find(({ current }) => current)?.value;
      return chosen === undefined ? [] : words.within(option, chosen);
    })
    .join(', ');

interface RowProps {
  row: OptionChoices;
  words: AttributeWords;
  priced: boolean;
  others: string;
}

function OptionRow({ row, words, priced, others }: RowProps) {
  const { option, choices } = row;
  const chosen = choices.find(({ current }) => current)?.value;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm">
        <span className="font-medium">{words.name(option)}</span>
        {chosen !== undefined && <span className="text-muted">: {words.value(option, chosen)}</span>}
      </legend>
      <ul className="flex flex-wrap gap-2">
        {choices.map((choice) => (
          <li key={choice.value}>
            <ChoiceLink
              choice={choice}
              called={words.value(option, choice.value)}
              colour={option === 'Colour'}
              priced={priced}
              others={others}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

const chip = 'inline-flex min-h-11 items-center gap-2 rounded-lg border px-3.5 py-1.5 text-sm leading-tight';

function ChoiceLink({
  choice: { value, current, member },
  called,
  colour,
  priced,
  others,
}: {
  choice: Choice;
  called: string;
  colour: boolean;
  priced: boolean;
  others: string;
}) {
  const t = useTranslations('product.versions');
  const { money } = useFormats();
  const swatch = colour ? swatchOf(value) : undefined;
  const soldOut = member?.available === 0;
  const note =
    member === undefined
      ? t('notWith', { others })
      : soldOut
        ? t('soldOut')
        : priced
          ? money(member.price)
          : '';
  const words = (
    <>
      {swatch !== undefined && (
        <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 shrink-0">
          <circle cx="8" cy="8" r="7" fill={swatch} className="stroke-line-strong" />
        </svg>
      )}
      <span>
        <span className={soldOut || member === undefined ? 'line-through' : 'font-medium'}>{called}</span>
        {note !== '' && <span className="block text-xs text-muted tabular-nums">{note}</span>}
      </span>
    </>
  );
  if (member === undefined) {
    // Read out as what cannot be chosen, with the reason; no stop on the way.
    return <s className={`${chip} border-dashed border-line-strong text-muted no-underline`}>{words}</s>;
  }
  return (
    <ShopLink
      href={`/product/${member.sku}`}
      scroll={false}
      aria-current={current ? 'true' : undefined}
      className={`${chip} ${
        current
          ? 'border-accent bg-accent-soft ring-1 ring-accent'
          : soldOut
            ? 'border-dashed border-line-strong text-muted hover:border-ink'
            : 'border-line-strong hover:border-ink'
      }`}
    >
      {words}
    </ShopLink>
  );
}

/** The way to a version that differs in more than one option. */
function AllVersions({ family, sku, words }: Shown) {
  const t = useTranslations('product.versions');
  const { money } = useFormats();
  return (
    <details className="group">
      <summary className="inline-flex min-h-11 cursor-pointer items-center text-sm">
        <span className="link">{t('all', { count: family.members.length })}</span>
      </summary>
      <ul className="mt-1 divide-y divide-line border-y border-line text-sm">
        {family.members.map((member) => (
          <li key={member.sku} className="flex flex-wrap items-center justify-between gap-x-4">
            <ShopLink
              href={`/product/${member.sku}`}
              scroll={false}
              aria-current={member.sku === sku ? 'true' : undefined}
              className="inline-flex min-h-11 items-center hover:underline aria-[current]:font-medium"
            >
              {family.options
                .map((name) => {
                  const value = member.options[name];
                  return value === undefined ? '–' : words.value(name, value);
                })
                .join(', ')}
            </ShopLink>
            <span className="flex items-center gap-4">
              <StockBand available={member.available} />
              <span className="tabular-nums">{money(member.price)}</span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
