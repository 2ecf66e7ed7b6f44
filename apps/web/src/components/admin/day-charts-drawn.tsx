'use client';

import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatsOf } from '../../i18n/formats.ts';

export interface DayPoint {
  day: string;
  orders: number;
  /** Euros. */
  revenue: number;
}

const axis = {
  stroke: 'var(--muted)',
  tick: { fill: 'var(--muted)', fontSize: 12 },
  tickLine: false,
} as const;
const box = {
  contentStyle: { background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 8 },
  labelStyle: { color: 'var(--ink)' },
  itemStyle: { color: 'var(--ink)' },
} as const;
const { shortDate } = formatsOf('en');
const euros = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: 'EUR',
  maximumFractionDigits: 0,
});

/** Orders and revenue, day by day. */
export function DayChartsDrawn({ days }: { days: DayPoint[] }) {
  return (
    <div className="grid gap-4 *:min-w-0 lg:grid-cols-2">
      <figure className="card p-4">
        <figcaption className="mb-2 text-sm text-muted">Orders</figcaption>
        <ResponsiveContainer width="100%" height={220}>
          <BarChart data={days} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="day" tickFormatter={shortDate} minTickGap={16} {...axis} />
            <YAxis allowDecimals={false} width={32} axisLine={false} {...axis} />
            <Tooltip cursor={{ fill: 'var(--sunken)' }} {...box} />
            <Bar
              dataKey="orders"
              name="Orders"
              fill="var(--accent)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </figure>
      <figure className="card p-4">
        <figcaption className="mb-2 text-sm text-muted">Revenue</figcaption>
        <ResponsiveContainer width="100%" height={220}>
          <AreaChart data={days} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="day" tickFormatter={shortDate} minTickGap={16} {...axis} />
            <YAxis
              width={56}
              axisLine={false}
              tickFormatter={(value: number) => euros.format(value)}
              {...axis}
            />
            <Tooltip formatter={(value) => euros.format(Number(value))} {...box} />
            <Area
              dataKey="revenue"
              name="Revenue"
              stroke="var(--good)"
              fill="var(--good-soft)"
              strokeWidth={2}
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </figure>
    </div>
  );
}
