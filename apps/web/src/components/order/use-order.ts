import type { dispatch } from '@shop/contracts';
import { mayBePaidBack } from '@shop/contracts/plain';
import { useEffect, useState } from 'react';

/** How often is asked where live news does not come through; and of an order that has ended. In milliseconds. */
const POLL_MS = 3_000;
const SETTLED_POLL_MS = 30_000;

/** How an order is followed: by its owner's session, or by the key from the e-mail. */
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

/** Asks for an order now and then, until the answer is that there is none to be seen: signed out, or a link that is over. */
function poll(path: string, everyMs: number, take: (order: ShownOrder) => void): () => void {
  const timer = setInterval(async () => {
    const answer = await fetch(path, { signal: AbortSignal.timeout(POLL_MS) }).catch(() => undefined);
    if (answer?.ok) take((await answer.json()) as ShownOrder);
    else if (answer !== undefined && answer.status < 500 && answer.status !== 429) clearInterval(timer);
  }, everyMs);
  return () => clearInterval(timer);
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
 * back, live while the page is seen. One of which nothing can become any more is left alone.
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
    const take = (next: ShownOrder) => setOrder((now) => newer(now, next));
    const stream = () => {
      const events = new EventSource(`${path}/events?afterwards=true`);
      let stop: (() => void) | undefined;
      events.onmessage = ({ data }: MessageEvent<string>) => take(JSON.parse(data) as ShownOrder);
      // The browser connects again by itself after a break; when it gives up, asking goes on.
      events.onerror = () => {
        if (events.readyState === EventSource.CLOSED)
          stop = poll(path, settled ? SETTLED_POLL_MS : POLL_MS, take);
      };
      return () => {
        events.close();
        stop?.();
      };
    };
    if (over) return undefined;
    return settled ? whileSeen(stream) : stream();
  }, [id, key, settled, over]);
  return order;
}
