import type { dispatch } from '@shop/contracts';
import { when } from '../order/state.tsx';
import { Badge, money } from '../ui.tsx';

const tones = { waiting: 'warn', sending: 'info', done: 'good', failed: 'bad', refused: 'bad' } as const;

/** What goes back, why, and who asked and agreed. */
export function RefundLine({ refund }: { refund: dispatch.Refund }) {
  const { state, amount, whole, late, reason, askedBy, askedAt, decidedBy, decidedAt } = refund;
  return (
    <div className="mt-1 space-y-1">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium tabular-nums">{money(amount)}</span>
        <Badge tone={tones[state]}>{state}</Badge>
        {whole && <span className="text-sm text-muted">all of it, the order ends</span>}
        {late && <span className="text-sm text-warn">the provider said no; tried again later</span>}
      </p>
      <p className="text-sm">{reason}</p>
      <p className="text-sm text-muted">
        Asked for by {askedBy.name}, {when(askedAt)}
        {decidedBy !== undefined && decidedAt !== undefined && (
          <>
            <br />
            {state === 'refused' ? 'Refused' : 'Agreed to'} by {decidedBy.name}, {when(decidedAt)}
          </>
        )}
      </p>
    </div>
  );
}
