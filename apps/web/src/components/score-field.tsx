'use client';

import { useState } from 'react';

const words = ['', 'Bad', 'Poor', 'Fair', 'Good', 'Excellent'];

/** One to five stars, as radio buttons that look like stars. */
export function ScoreField({ initial, error }: { initial: number | undefined; error: string | undefined }) {
  const [score, setScore] = useState(initial ?? 0);
  return (
    <fieldset>
      <legend className="label">Score</legend>
      <div className="flex items-center">
        {[1, 2, 3, 4, 5].map((value) => (
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
              {value} star{value === 1 ? '' : 's'}, {words[value]}
            </span>
          </label>
        ))}
        <span aria-hidden="true" className="ml-2 text-sm text-muted">
          {words[score]}
        </span>
      </div>
      {error !== undefined && <p className="mt-1 text-sm text-bad">{error}</p>}
    </fieldset>
  );
}
