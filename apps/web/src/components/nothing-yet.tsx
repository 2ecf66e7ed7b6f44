import type { ReactNode } from 'react';

interface Props {
  /** Which of the shop's drawings stands above the words. */
  picture: string;
  /** What there could be, and how it gets here. */
  children: ReactNode;
  /** Where to go from here. */
  action: ReactNode;
}

/** What a list of the shopper's shows while there is nothing in it. */
export function NothingYet({ picture, children, action }: Props) {
  return (
    <div className="card px-6 py-12 text-center">
      {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
      <img
        src={`/robots/${picture}.svg`}
        alt=""
        width={120}
        height={120}
        className="mx-auto mb-6 rounded-2xl"
      />
      <p className="mx-auto max-w-md text-muted">{children}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">{action}</div>
    </div>
  );
}
