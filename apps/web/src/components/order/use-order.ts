import type { dispatch } from '@shop/contracts';
import { useEffect, useState } from 'react';

const POLL_MS = 3_000;

/** How an order is followed: by its owner's session, live, or by the key from the e-mail, by asking now and then. */
export type Following = { by: 'session' } | { by: 'key'; key: string };

/** An order as it is shown: without what says who it is for, unless that was proven. */
export type ShownOrder = dispatch.OpenedOrder & Partial<Pick<dispatch.Order, 'address' | 'email'>>;

/** The order as it is now, for as long as something can still happen to it. */
export function useOrder(initial: ShownOrder, following: Following): ShownOrder {
  const [order, setOrder] = useState(initial);
  const { id } = initial;
  const key = following.by === 'key' ? following.key : undefined;
  const done = order.final && order.payment.uncertain === false;
  // A form on the page may have brought a newer one, or the part that had to be proven.
  useEffect(() => {
    setOrder((now) => (initial.updatedAt >= now.updatedAt ? { ...now, ...initial } : now));
  }, [initial]);
  useEffect(() => {
    if (done) return;
    // What was proven stays: who asks by the key is not told it again.
    const take = (next: ShownOrder) =>
      setOrder((now) => (next.updatedAt >= now.updatedAt ? { ...now, ...next } : now));
    const path = key === undefined ? `/api/dispatch/orders/${id}` : `/api/dispatch/opened-orders/${key}`;
    let timer: ReturnType<typeof setInterval> | undefined;
    const poll = () => {
      timer ??= setInterval(async () => {
        const answer = await fetch(path, { signal: AbortSignal.timeout(POLL_MS) }).catch(() => undefined);
        if (answer?.ok) take((await answer.json()) as ShownOrder);
      }, POLL_MS);
    };
    if (key !== undefined) {
      poll();
      return () => clearInterval(timer);
    }
    const events = new EventSource(`${path}/events`);
    events.onmessage = ({ data }: MessageEvent<string>) => take(JSON.parse(data) as ShownOrder);
    // The browser connects again by itself after a break; when it gives up, asking goes on.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) poll();
    };
    return () => {
      events.close();
      clearInterval(timer);
    };
  }, [id, key, done]);
  return order;
}
