'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';

const scores = [1, 2, 3, 4, 5] as const;

/** One to five stars, as radio buttons that look like stars. */
export function ScoreField({ initial, error }: { initial: number | undefined; error: string | undefined }) {
  const t = useTranslations('reviews');
  const [score, setScore] = useState(initial ?? 0);
  return (
    <fieldset>
      <legend className="label">{t('score.label')}</legend>
      <div className="flex items-center">
        {scores.map((value) => (
          <label key={value} className="relative grid size-11 cursor-pointer place-items-center">
            <input
              type="radio"
              name="score"
              value={value}
              required
              defaultChecked={value === initial}
              onChange={() => setScore(value)}
              className="peer absolute inset-0 cursor-pointer opacity-0"
            />
            <svg
              viewBox="0 0 20 20"
              aria-hidden="true"
              className={`size-8 rounded peer-focus-visible:outline-3 peer-focus-visible:outline-accent ${value <= score ? 'text-star' : 'text-empty-star'}`}
            >
              <path
                fill="currentColor"
                d="M10 1.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L1.6 7.7l5.8-.8z"
              />
            </svg>
            <span className="sr-only">
              {t('stars', { count: value })}, {t(`score.${value}`)}
            </span>
          </label>
        ))}
        <span aria-hidden="true" className="ml-2 text-sm text-muted">
          {scores.map((value) => value === score && t(`score.${value}`))}
        </span>
      </div>
      {error !== undefined && <p className="mt-1 text-sm text-bad">{error}</p>}
    </fieldset>
  );
}
