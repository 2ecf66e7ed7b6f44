'use client';

import dynamic from 'next/dynamic';
import type { DayPoint } from './day-charts-drawn.tsx';

/** Drawn in the browser alone: without scripts there is the table beneath. The room is kept, so that nothing jumps. */
const Drawn = dynamic(() => import('./day-charts-drawn.tsx').then(({ DayChartsDrawn }) => DayChartsDrawn), {
  ssr: false,
  loading: () => null,
});

export function DayCharts({ days }: { days: DayPoint[] }) {
  return (
    <div aria-hidden="true" className="if-script min-h-[38rem] lg:min-h-[18rem]">
      <Drawn days={days} />
    </div>
  );
}
