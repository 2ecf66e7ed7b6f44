import type { dispatch } from '@shop/contracts';
import { Table } from './table.tsx';

const names: Record<dispatch.FunnelStep['step'], string> = {
  carts: 'Carts filled now',
  quotes: 'Asked for a price with delivery',
  orders: 'Ordered',
  paid: 'Paid',
  delivered: 'Delivered',
};

/** How far shoppers get: a bar a step, and what share of those who asked for a price came so far. */
export function Funnel({ steps }: { steps: dispatch.FunnelStep[] }) {
  const most = Math.max(1, ...steps.map(({ count = 0 }) => count));
  const quotes = steps.find(({ step }) => step === 'quotes')?.count ?? 0;
  return (
    <Table caption="How far shoppers get" heads={['Step', 'How many', 'Of those with a price', 'As a bar']}>
      {steps.map(({ step, count }) => (
        <tr key={step}>
          <td>{names[step]}</td>
          <td className="tabular-nums">{count ?? 'not known now'}</td>
          <td className="tabular-nums">
            {step === 'carts' || step === 'quotes' || count === undefined || quotes === 0
              ? ''
              : `${Math.round((count / quotes) * 100)} %`}
          </td>
          <td className="w-1/2 min-w-40">
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="h-3 w-full" aria-hidden="true">
              <rect width="100" height="4" rx="1" fill="var(--sunken)" />
              <rect width={((count ?? 0) / most) * 100} height="4" rx="1" fill="var(--accent)" />
            </svg>
          </td>
        </tr>
      ))}
    </Table>
  );
}
