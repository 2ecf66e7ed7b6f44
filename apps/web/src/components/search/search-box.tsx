'use client';

import { plainPath } from '@shop/contracts/plain';
import { Search } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState, useTransition } from 'react';
import { useHere } from '../../i18n/use-here.ts';
import { useTypedEarly } from '../typed-early.ts';
import { type Option, optionsFor } from './option.ts';
import { Options } from './options.tsx';
import { forgetSearches, recentSearches, rememberSearch } from './recent.ts';
import { useSuggestions } from './use-suggestions.ts';

/**
 * The search field: a plain form that works without JavaScript; with it, a combobox (ARIA APG, list autocomplete) that suggests
 * categories and products while one types, and what was searched here before.
 */
export function SearchBox() {
  const pathname = usePathname();
  const asked = useSearchParams().get('q') ?? '';
  const searched = plainPath(pathname) === '/search' ? asked : '';
  const [typed, setTyped] = useState(searched);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [recent, setRecent] = useState<string[]>([]);
  const list = useId();
  const box = useRef<HTMLFormElement>(null);
  const field = useTypedEarly(setTyped);
  const router = useRouter();
  const t = useTranslations('common.search');
  const here = useHere();
  const [pending, startTransition] = useTransition();
  const suggestions = useSuggestions(typed, open);
  const options = optionsFor(typed, suggestions, recent);
  const shown = open && options.length > 0;
  const chosen = shown ? options[active] : undefined;

  const before = useRef(searched);
  useEffect(() => {
    // Only when the page has changed: what is typed while a page wakes up stays.
    if (before.current === searched) return;
    before.current = searched;
    setTyped(searched);
    setOpen(false);
  }, [searched]);

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const show = () => {
    setRecent(recentSearches());
    setOpen(true);
  };
  const go = (href: string, words?: string) => {
    if (words !== undefined) {
      rememberSearch(words);
      setTyped(words);
    }
    close();
    startTransition(() => router.push(here(href)));
  };
  const choose = ({ href, words }: Option) => go(href, words);

  const onKeyDown = (event: React.KeyboardEvent) => {
    const { key } = event;
    if (key === 'Escape') {
      // The browser would empty the field at once; the list goes first.
      if (shown) event.preventDefault();
      else setTyped('');
      close();
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!shown) return show();
      const places = options.length + 1;
      setActive(((active + 1 + (key === 'ArrowDown' ? 1 : -1) + places) % places) - 1);
    } else if (key === 'Enter' && chosen !== undefined) {
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
          const words = typed.trim();
          if (words !== '') go(`/search?q=${encodeURIComponent(words)}`, words);
        }}
        onBlur={(event) => {
          if (!box.current?.contains(event.relatedTarget)) close();
        }}
      >
        <label htmlFor={`${list}-input`} className="sr-only">
          {t('label')}
        </label>
        <input
          ref={field}
          id={`${list}-input`}
          name="q"
          type="search"
          required
          maxLength={120}
          autoComplete="off"
          placeholder={t('label')}
          className="input pe-12 [&::-webkit-search-cancel-button]:hidden"
          role="combobox"
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          enterKeyHint="search"
          aria-activedescendant={chosen === undefined ? undefined : `${list}-${active}`}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(-1);
            show();
          }}
          onClick={show}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          aria-label={t('button')}
          className="absolute end-0 top-0 grid size-11 cursor-pointer place-items-center rounded-lg text-muted hover:text-ink"
        >
          <Search aria-hidden="true" className="size-5" />
        </button>
        <p role="status" className="sr-only">
          {open && suggestions !== undefined && t('found', { count: Math.max(0, options.length - 1) })}
        </p>
        <div
          hidden={!shown}
          className="card absolute inset-x-0 top-full z-30 mt-1.5 max-h-[70dvh] overflow-y-auto p-1.5 shadow-xl"
        >
          <div id={list} role="listbox" aria-label={t('suggestions')}>
            <Options id={list} options={options} active={active} typed={typed} onChoose={choose} />
          </div>
          {options[0]?.kind === 'recent' && (
            <button
              type="button"
              className="link min-h-11 cursor-pointer px-2 text-sm"
              onClick={() => {
                forgetSearches();
                setRecent([]);
                document.getElementById(`${list}-input`)?.focus();
              }}
            >
              {t('forget')}
            </button>
          )}
        </div>
      </form>
    </search>
  );
}
