import type { dispatch } from '@shop/contracts';
import { mayBePaidBack } from '@shop/contracts/plain';
import { useEffect, useState } from 'react';

const POLL_MS = 3_000;

/** How an order is followed: by its owner's session, live, or by the key from the e-mail, by asking now and then. */
export type Following = { by: 'session' } | { by: 'key'; key: string };

/** An order as it is shown: without what says who it is for, unless that was proven. */
export type ShownOrder = dispatch.OpenedOrder & Partial<Pick<dispatch.Order, 'address' | 'email'>>;

/** True while something of an order is on its way back: its feed goes on for as long. */
const comesBack = ({ returns }: ShownOrder): boolean =>
  returns.some(({ state }) => state !== 'refunded' && state !== 'refused');

/** The newer of two; what was proven stays, as who asks by the key is not told it again. */
function newer(now: ShownOrder, next: ShownOrder): ShownOrder {
  if (next.updatedAt < now.updatedAt) return now;
  const { address, email } = now;
  return {
    ...(address === undefined ? {} : { address }),
    ...(email === undefined ? {} : { email }),
    ...next,
  };
}

/** Runs `begin` while the page is seen, and what it gave when the page is hidden or left. */
function whileSeen(begin: () => () => void): () => void {
  let end: (() => void) | undefined;
  const change = () => {
    end?.();
    end = document.visibilityState === 'visible' ? begin() : undefined;
  };
  change();
  document.addEventListener('visibilitychange', change);
  return () => {
    document.removeEventListener('visibilitychange', change);
    end?.();
  };
}

/**
 * The order as it is now: live while something happens to it by itself; afterwards, as the shop may still pay some of it
 * back, live while the page is seen, or looked at whenever it comes to be seen.
 */
export function useOrder(initial: ShownOrder, following: Following): ShownOrder {
  const [order, setOrder] = useState(initial);
  const { id } = initial;
  const key = following.by === 'key' ? following.key : undefined;
  const settled = order.final && order.payment.uncertain === false && !comesBack(order);
  const over = settled && !mayBePaidBack(order);
  // A form on the page may have brought a newer one, or the part that had to be proven.
  useEffect(() => {
    setOrder((now) => newer(now, initial));
  }, [initial]);
  useEffect(() => {
    const path = key === undefined ? `/api/dispatch/orders/${id}` : `/api/dispatch/opened-orders/${key}`;
    const look = async () => {
      const answer = await fetch(path, { signal: AbortSignal.timeout(POLL_MS) }).catch(() => undefined);
      if (!answer?.ok) return;
      const next = (await answer.json()) as ShownOrder;
      setOrder((now) => newer(now, next));
    };
    const poll = () => {
      const timer = setInterval(look, POLL_MS);
      return () => clearInterval(timer);
    };
    const stream = () => {
      const events = new EventSource(`${path}/events?afterwards=true`);
      let stop: (() => void) | undefined;
      events.onmessage = ({ data }: MessageEvent<string>) => {
        const next = JSON.parse(data) as ShownOrder;
        setOrder((now) => newer(now, next));
      };
      // The browser connects again by itself after a break; when it gives up, asking goes on.
      events.onerror = () => {
        if (events.readyState === EventSource.CLOSED) stop = poll();
      };
      return () => {
        events.close();
        stop?.();
      };
    };
    if (!settled) return key === undefined ? stream() : poll();
    if (key === undefined && !over) return whileSeen(stream);
    const seen = () => {
      if (document.visibilityState === 'visible') void look();
    };
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [id, key, settled, over]);
  return order;
}
