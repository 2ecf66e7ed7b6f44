'use client';

import type { dispatch } from '@shop/contracts';
import { useActionState } from 'react';
import { decide, receive } from '../../app/[locale]/admin/returns/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';

interface Props {
  orderId: string;
  one: Pick<dispatch.Return, 'id' | 'state' | 'lines'>;
}

/** What can be done with a return now. */
export function ReturnForms({ orderId, one }: Props) {
  if (one.state === 'requested') return <Decide orderId={orderId} one={one} />;
  if (one.state === 'approved')
    return (
      <div className="space-y-4">
        <Receive orderId={orderId} one={one} />
        <details className="rounded-lg border border-line px-3">
          <summary className="flex min-h-11 cursor-pointer items-center text-sm">It never came</summary>
          <Decide orderId={orderId} one={one} />
        </details>
      </div>
    );
  return one.state === 'received' ? <Receive orderId={orderId} one={one} /> : null;
}

function Decide({ orderId, one }: Props) {
  const [result, action, busy] = useActionState(decide.bind(null, { orderId, returnId: one.id }), undefined);
  return (
    <form action={action} className="space-y-3 pb-1">
      <Field
        label="A word to the shopper"
        name="answer"
        hint="Optional; it is in the e-mail"
        error={result?.fields?.['answer']}
      >
        {(about) => (
          <input {...about} maxLength={300} defaultValue={result?.typed?.['answer']} className="input" />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        {one.state === 'requested' && (
          <button type="submit" name="decision" value="approve" disabled={busy} className="button-primary">
            Agree
          </button>
        )}
        <button type="submit" name="decision" value="refuse" disabled={busy} className="button-danger">
          Refuse
        </button>
      </div>
      <Outcome of={result} />
    </form>
  );
}

function Receive({ orderId, one }: Props) {
  const [result, action, busy] = useActionState(receive.bind(null, { orderId, returnId: one.id }), undefined);
  const again = one.state === 'received';
  return (
    <form action={action} className="space-y-3">
      {!again &&
        one.lines.map(({ sku, quantity }) => (
          <Field
            key={sku}
            label={`Back on the shelf: ${sku}`}
            name={`restock.${sku}`}
            hint={`Of ${quantity}; what nobody can sell again stays away`}
          >
            {(about) => (
              <input
                {...about}
                type="number"
                inputMode="numeric"
                min={0}
                max={quantity}
                defaultValue={quantity}
                className="input max-w-32"
              />
            )}
          </Field>
        ))}
      <button type="submit" disabled={busy} className="button-primary">
        {again ? 'Ask for the refund again' : 'It is here'}
      </button>
      <Outcome of={result} />
    </form>
  );
}
