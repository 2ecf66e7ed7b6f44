'use client';

import type { cart, user } from '@shop/contracts';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useHere } from '../../i18n/use-here.ts';
import { draftOf, emptyAddress } from './address.ts';
import type { Country } from './address-fields.tsx';
import { AddressStep } from './address-step.tsx';
import { DeliveryStep } from './delivery-step.tsx';
import { furthest, type Step, steps, useDraft } from './draft.ts';
import { PaymentStep } from './payment-step.tsx';
import { ReviewStep } from './review-step.tsx';
import type { Gateway } from './step.ts';
import { Summary } from './summary.tsx';

export interface CheckoutProps {
  /** The shopper whose cart it is. */
  owner: string;
  cart: cart.Cart;
  countries: Country[];
  gateways: Gateway[];
  /** Empty for a guest. */
  email: string;
  addresses: user.Address[];
  /** Where the shopper most likely is. */
  country: string | undefined;
}

/** The way from a cart to an order, in four steps that the address bar knows, so that back and forward work. */
export function Checkout({
  owner,
  cart: bag,
  countries,
  gateways,
  email,
  addresses,
  country,
}: CheckoutProps) {
  const preferred = addresses.find(({ isDefault }) => isDefault) ?? addresses[0];
  const { draft, setDraft, ready } = useDraft(
    owner,
    email,
    preferred ? draftOf(preferred) : { ...emptyAddress, country: country ?? '' },
  );
  const t = useTranslations('checkout.steps');
  const router = useRouter();
  const here = useHere();
  const asked = useSearchParams().get('step') as Step | null;
  const allowed = steps.indexOf(furthest(draft, bag.version, Date.now()));
  const wanted = asked === null ? 0 : steps.indexOf(asked);
  const step = steps[ready ? Math.max(0, Math.min(wanted, allowed)) : 0] ?? 'address';
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus();
  }, [step]);

  const go = (to: Step) => router.push(here(`/checkout?step=${to}`), { scroll: true });
  const props = { draft, setDraft, go };
  return (
    <div className="grid items-start gap-6 *:min-w-0 lg:grid-cols-[3fr_2fr]">
      <div>
        <ol
          aria-label={t('label')}
          className="-mx-1 mb-6 flex flex-wrap text-xs sm:mx-0 sm:gap-x-2 sm:text-sm"
        >
          {steps.map((one, index) => (
            <li key={one}>
              <button
                type="button"
                disabled={index > allowed}
                aria-current={one === step ? 'step' : undefined}
                onClick={() => go(one)}
                className="min-h-11 cursor-pointer rounded-lg px-1 hover:bg-sunken sm:px-2 disabled:cursor-default disabled:text-muted disabled:hover:bg-transparent aria-[current=step]:font-semibold aria-[current=step]:text-accent"
              >
                {index + 1}. {t(one)}
              </button>
            </li>
          ))}
        </ol>
        <section aria-labelledby="step" className="card p-4 sm:p-6" aria-busy={!ready}>
          <h2 id="step" ref={heading} tabIndex={-1} className="mb-4 outline-none">
            {t(step)}
          </h2>
          {step === 'address' && <AddressStep {...props} countries={countries} addresses={addresses} />}
          {step === 'delivery' && <DeliveryStep {...props} cart={bag} />}
          {step === 'payment' && <PaymentStep {...props} gateways={gateways} />}
          {step === 'review' && <ReviewStep {...props} cart={bag} />}
        </section>
      </div>
      <Summary cart={bag} quote={allowed > 1 ? draft.quote : undefined} />
    </div>
  );
}
