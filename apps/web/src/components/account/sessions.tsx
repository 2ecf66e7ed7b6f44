'use client';

import type { user } from '@shop/contracts';
import { MonitorSmartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { endOtherSessions, endSession } from '../../app/[locale]/account/access-actions.ts';
import { Outcome } from '../outcome.tsx';
import { Badge } from '../ui.tsx';

/** A session with its times in words, which are the same on the server and here. */
export type ShownSession = user.MySession & { seen: string; since: string };

/** Where a member is signed in, and how to end that. */
export function Sessions({ sessions }: { sessions: ShownSession[] }) {
  const t = useTranslations('access.sessions');
  const [one, end, ending] = useActionState(endSession, undefined);
  const [all, endOthers, endingAll] = useActionState(endOtherSessions, undefined);
  const said = (all?.at ?? 0) > (one?.at ?? 0) ? all : one;
  const nameOf = ({ browser, system }: ShownSession): string =>
    browser !== undefined && system !== undefined
      ? t('device', { browser, system })
      : (browser ?? system ?? t('unknown'));
  return (
    <>
      {said !== undefined && (
        <div className="mb-4">
          <Outcome of={said} />
        </div>
      )}
      <ul className="divide-y divide-line border-y border-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <MonitorSmartphone aria-hidden="true" className="size-5 shrink-0 text-muted" />
            <div className="min-w-0 flex-1 basis-56">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {nameOf(session)} {session.current && <Badge tone="good">{t('here')}</Badge>}
              </p>
              <p className="text-sm text-muted">
                {t('seen', { when: session.seen })}, {t('since', { when: session.since })}
                {session.network !== undefined && `, ${t('from', { network: session.network })}`}
              </p>
            </div>
            {!session.current && (
              <form action={end}>
                <input type="hidden" name="sessionId" value={session.id} />
                <button type="submit" aria-disabled={ending} className="button-quiet">
                  {t('end')}
                  <span className="sr-only">
                    : {t('endOf', { device: nameOf(session), when: session.seen })}
                  </span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <form action={endOthers} className="mt-4">
          <button type="submit" aria-disabled={endingAll} className="button-quiet">
            {t('endOthers')}
          </button>
        </form>
      )}
    </>
  );
}
