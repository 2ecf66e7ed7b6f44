import { nameIn } from '@shop/contracts/plain';
import { ArrowRight, Clock, LayoutGrid } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';
import { highlighted } from './highlight.ts';
import type { Option } from './option.ts';

interface Props {
  id: string;
  options: Option[];
  active: number;
  typed: string;
  onChoose(option: Option): void;
}

const groups = [
  ['recent', 'recent'],
  ['category', 'categories'],
  ['product', 'products'],
  ['all', undefined],
] as const;

/** The list below the field, by kinds. */
export function Options({ id, options, active, typed, onChoose }: Props) {
  const t = useTranslations('common.search');
  return groups.map(([kind, heading]) => {
    const own = options.flatMap((option, at) => (option.kind === kind ? [{ option, at }] : []));
    if (own.length === 0) return null;
    const lines = own.map(({ option, at }) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
      <div
        key={option.href}
        id={`${id}-${at}`}
        role="option"
        tabIndex={-1}
        aria-selected={at === active}
        className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5 hover:bg-sunken ${at === active ? 'bg-sunken' : ''}`}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => onChoose(option)}
      >
        <Line option={option} typed={typed} />
      </div>
    ));
    if (heading === undefined) return <div key={kind}>{lines}</div>;
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
      <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
        <p id={`${id}-${kind}`} className="eyebrow px-2 pt-2 pb-1">
          {t(heading)}
        </p>
        {lines}
      </div>
    );
  });
}

function Line({ option, typed }: { option: Option; typed: string }) {
  const t = useTranslations('common.search');
  const locale = useLocale();
  const { money } = useFormats();
  const icon = 'size-5 shrink-0 text-muted';
  switch (option.kind) {
    case 'recent':
      return (
        <>
          <Clock aria-hidden="true" className={icon} />
          <span className="min-w-0 flex-1 truncate">{option.text}</span>
        </>
      );
    case 'category':
      return (
        <>
          <LayoutGrid aria-hidden="true" className={icon} />
          <Name text={nameIn(locale, option.category)} typed={typed} />
          <span className="text-sm text-muted tabular-nums">{option.category.count}</span>
        </>
      );
    case 'product':
      return (
        <>
          {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
          <img
            src={option.product.image}
            alt=""
            width={40}
            height={40}
            className="size-10 rounded-md bg-sunken object-cover"
          />
          <Name text={option.product.name} typed={typed} />
          <span className="text-sm text-muted tabular-nums">{money(option.product.price)}</span>
        </>
      );
    case 'all':
      return (
        <>
          <ArrowRight aria-hidden="true" className={`${icon} rtl:-scale-x-100`} />
          <span className="min-w-0 flex-1 truncate font-medium text-accent">
            {t('all', { q: option.text })}
          </span>
        </>
      );
  }
}

function Name({ text, typed }: { text: string; typed: string }) {
  return (
    <span className="min-w-0 flex-1 truncate">
      {highlighted(text, typed).map((piece, at) =>
        piece.typed ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have nothing but their place
          <mark key={at} className="bg-transparent font-semibold text-inherit">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </span>
  );
}
