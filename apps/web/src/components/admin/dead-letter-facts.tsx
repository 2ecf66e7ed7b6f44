import type { dispatch } from '@shop/contracts';
import { when } from '../order/state.tsx';
import { ShopLink } from '../shop-link.tsx';
import { Badge } from '../ui.tsx';

const reasons: Record<dispatch.DeadReason, string> = {
  malformed: 'cannot be read',
  invalid: 'breaks its contract',
  unprocessable: 'can never work',
  unhandled: 'nobody handles it',
  'gave-up': 'failed again and again',
  'delivery-limit': 'killed whoever took it',
  other: 'put there by somebody',
};

/** Where a letter is shown with headers and payload. */
export const letterHref = ({ service, id }: Pick<dispatch.DeadLetter, 'service' | 'id'>): string =>
  `/admin/dead-letters/${service}/${id}`;

/** Why a message was given up, and all that leads further. */
export function DeadLetterFacts({ letter }: { letter: dispatch.DeadLetter }) {
  const { type, service, reason, error, attempts, firstFailedAt, deadAt, traceId, orderId, from } = letter;
  const facts: [string, string | undefined][] = [
    ['Attempts', String(attempts)],
    ['First failed', firstFailedAt === undefined ? undefined : when(firstFailedAt)],
    ['Given up', deadAt === undefined ? undefined : when(deadAt)],
    ['Sent by', from === undefined ? undefined : `${from.service} ${from.version}`],
    ['Trace', traceId],
    ['Message', letter.id],
  ];
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="bad">{reasons[reason]}</Badge>
        <span className="text-sm text-muted">in {service}</span>
      </p>
      <h2 className="mt-2 font-mono text-base break-all">
        <ShopLink href={letterHref(letter)} className="link">
          {type}
        </ShopLink>
      </h2>
      {error !== undefined && <p className="mt-1 text-sm break-words">{error}</p>}
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name} className="contents">
                <dt className="text-muted">{name}</dt>
                <dd className="break-all">{value}</dd>
              </div>
            ),
        )}
        {orderId !== undefined && (
          <div className="contents">
            <dt className="text-muted">Order</dt>
            <dd>
              <ShopLink href={`/admin/orders/${orderId}`} className="link break-all">
                {orderId}
              </ShopLink>
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}
