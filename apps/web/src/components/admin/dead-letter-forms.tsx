'use client';

import type { dispatch } from '@shop/contracts';
import { useActionState } from 'react';
import { drop, replay, replayAll } from '../../app/[locale]/admin/dead-letters/actions.ts';
import { Field, Notice } from '../ui.tsx';

type Which = Pick<dispatch.DeadLetter, 'service' | 'id'>;

/** Replay, or drop with a reason. Both work without JavaScript. */
export function DeadLetterForms({ service, id }: Which) {
  const [replayed, again, replaying] = useActionState(replay.bind(null, { service, id }), undefined);
  const [dropped, away, dropping] = useActionState(drop.bind(null, { service, id }), undefined);
  const failed = [replayed, dropped].find((result) => result?.ok === false);
  return (
    <div className="space-y-3">
      <form action={again}>
        <button type="submit" disabled={replaying} className="button-quiet w-full">
          Replay to {service}
        </button>
      </form>
      <details className="rounded-lg border border-line px-3">
        <summary className="flex min-h-11 cursor-pointer items-center text-sm">Drop it for good</summary>
        <form action={away} className="space-y-3 pb-3">
          <Field label="Reason" name="reason" error={dropped?.fields?.['reason']}>
            {(about) => <input {...about} required maxLength={200} className="input" />}
          </Field>
          <label className="flex min-h-11 items-center gap-3 text-sm">
            <input name="sure" value="yes" type="checkbox" required className="size-5 accent-bad" />
            Yes, nobody needs it any more
          </label>
          <button type="submit" disabled={dropping} className="button-danger w-full">
            Drop
          </button>
        </form>
      </details>
      {failed !== undefined && <Notice key={failed.at} tone="bad" title={failed.message} />}
    </div>
  );
}

/** Replays all that a service has given up. */
export function ReplayAllForm({ service, depth }: { service: dispatch.Listener; depth: number }) {
  const [result, action, busy] = useActionState(replayAll.bind(null, service), undefined);
  return (
    <form action={action} className="flex flex-wrap items-center gap-3">
      <button type="submit" disabled={busy} className="button-quiet">
        Replay all {depth} to {service}
      </button>
      {result?.ok === false && <Notice key={result.at} tone="bad" title={result.message} />}
    </form>
  );
}
