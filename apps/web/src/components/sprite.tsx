/** Five stars in a row, in one piece. */
const STARS = [0, 20, 40, 60, 80]
  .map((x) => `M${x + 10} 1.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L${x + 1.6} 7.7l5.8-.8z`)
  .join('');

/** Lucide's heart. */
const HEART =
  'M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5';

/** Shapes that a list has dozens of, drawn once for the page: `<use href="#stars" />`. */
export function Sprite() {
  return (
    <svg aria-hidden="true" className="hidden">
      <path id="stars" d={STARS} />
      <path id="heart" d={HEART} />
    </svg>
  );
}
