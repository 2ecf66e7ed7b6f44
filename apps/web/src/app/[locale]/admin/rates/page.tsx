import { payment, ShownCurrency } from '@shop/contracts';
import type { Metadata } from 'next';
import { RateForm } from '../../../../components/admin/rate-form.tsx';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Rates · Admin' };
const names = new Intl.DisplayNames('en', { type: 'currency' });

export default async function Rates() {
  await requireStaff('admin', '/admin/rates');
  const found = await orAway(backend(payment.listExchangeRates, {}));
  return (
    <>
      <h1>Exchange rates</h1>
      <p className="my-3 max-w-prose text-sm text-muted">
        Prices can be shown in these currencies beside the euro, at the rate that stands here. What is charged
        is always the euro. A currency without a rate is not offered.
      </p>
      {found === 'away' ? (
        <Notice tone="bad" title="The rates cannot be read now. Try again in a moment." />
      ) : (
        <ul className="grid items-start gap-6 sm:grid-cols-2">
          {ShownCurrency.options.map((currency) => (
            <li key={currency} className="card p-4 sm:p-5">
              <h2 className="mb-3">{names.of(currency)}</h2>
              <RateForm currency={currency} rate={found.items.find((one) => one.currency === currency)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
