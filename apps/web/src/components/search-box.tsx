'use client';

import { plainPath } from '@shop/contracts';
import { Search } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState, useTransition } from 'react';
import { useFormats } from '../i18n/use-formats.ts';
import { useHere } from '../i18n/use-here.ts';

interface Suggestion {
  sku: string;
  name: string;
  image: string;
  price: { amount: number; currency: 'EUR' };
}

const TYPING_PAUSE_MS = 120;

/** The search field: a plain form that works without JavaScript, and suggests products while one types with it. */
export function SearchBox() {
  const pathname = usePathname();
  const asked = useSearchParams().get('q') ?? '';
  const searched = plainPath(pathname) === '/search' ? asked : '';
  const [typed, setTyped] = useState(searched);
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useId();
  const box = useRef<HTMLFormElement>(null);
  const router = useRouter();
  const t = useTranslations('common.search');
  const { money } = useFormats();
  const here = useHere();
  const [pending, startTransition] = useTransition();

  const before = useRef(searched);
  useEffect(() => {
    // Only when the page has changed: what is typed while a page wakes up stays.
    if (before.current === searched) return;
    before.current = searched;
    setTyped(searched);
    setOpen(false);
  }, [searched]);

  useEffect(() => {
    const q = typed.trim();
    if (!open || q.length < 2) return setSuggestions([]);
    const left = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/catalogue/suggestions?q=${encodeURIComponent(q)}`, { signal: left.signal })
        .then((answer) => (answer.ok ? answer.json() : { items: [] }))
        .then(({ items }: { items: Suggestion[] }) => {
          setSuggestions(items);
          setActive(-1);
        })
        .catch(() => undefined);
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [typed, open]);

  const shown = open && suggestions.length > 0;
  const choose = (suggestion: Suggestion) => {
    setOpen(false);
    startTransition(() => router.push(here(`/product/${suggestion.sku}`)));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false);
    if (!shown) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((active + step + suggestions.length + 1) % (suggestions.length + 1));
    }
    const chosen = suggestions[active];
    if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      choose(chosen);
    }
  };

  return (
    <search className="relative w-full">
      {pending && <span aria-hidden="true" className="under-way" />}
      <form
        ref={box}
        action={here('/search')}
        method="get"
        onSubmit={(event) => {
          event.preventDefault();
          setOpen(false);
          const q = typed.trim();
          if (q !== '') startTransition(() => router.push(here(`/search?q=${encodeURIComponent(q)}`)));
        }}
        onBlur={(event) => {
          if (!box.current?.contains(event.relatedTarget)) setOpen(false);
        }}
      >
        <label htmlFor={`${list}-input`} className="sr-only">
          {t('label')}
        </label>
        <input
          id={`${list}-input`}
          name="q"
          type="search"
          required
          maxLength={120}
          autoComplete="off"
          placeholder={t('label')}
          className="input pr-12 [&::-webkit-search-cancel-button]:hidden"
          role="combobox"
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          enterKeyHint="search"
          aria-activedescendant={suggestions[active] === undefined ? undefined : `${list}-${active}`}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          aria-label={t('button')}
          className="absolute top-0 right-0 grid size-11 cursor-pointer place-items-center rounded-lg text-muted hover:text-ink"
        >
          <Search aria-hidden="true" className="size-5" />
        </button>
        <div
          id={list}
          role="listbox"
          aria-label={t('suggestions')}
          hidden={!shown}
          className="card absolute inset-x-0 top-full z-30 mt-1.5 overflow-hidden p-1.5 shadow-xl"
        >
          {suggestions.map((suggestion, i) => (
            <div
              key={suggestion.sku}
              id={`${list}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5 hover:bg-sunken ${i === active ? 'bg-sunken' : ''}`}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(suggestion);
              }}
            >
              {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
              <img src={suggestion.image} alt="" width={40} height={40} className="rounded-md" />
              <span className="min-w-0 flex-1 truncate">{suggestion.name}</span>
              <span className="text-sm text-muted tabular-nums">{money(suggestion.price)}</span>
            </div>
          ))}
        </div>
      </form>
    </search>
  );
}
