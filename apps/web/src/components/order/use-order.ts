import type { dispatch } from '@shop/contracts';
import { useEffect, useState } from 'react';

const POLL_MS = 3_000;

/** How an order is followed: by its owner's session, live, or by the key from the e-mail, by asking now and then. */
export type Following = { by: 'session' } | { by: 'key'; key: string };

/** The order as it is now, for as long as something can still happen to it. */
export function useOrder(initial: dispatch.Order, following: Following): dispatch.Order {
  const [order, setOrder] = useState(initial);
  const { id } = initial;
  const key = following.by === 'key' ? following.key : undefined;
  const done = order.final && order.payment.uncertain === false;
  useEffect(() => {
    if (done) return;
    const take = (next: dispatch.Order) => setOrder((now) => (next.updatedAt >= now.updatedAt ? next : now));
    const path = key === undefined ? `/api/dispatch/orders/${id}` : `/api/dispatch/opened-orders/${key}`;
    let timer: ReturnType<typeof setInterval> | undefined;
    const poll = () => {
      timer ??= setInterval(async () => {
        const answer = await fetch(path, { signal: AbortSignal.timeout(POLL_MS) }).catch(() => undefined);
        if (answer?.ok) take((await answer.json()) as dispatch.Order);
      }, POLL_MS);
    };
    if (key !== undefined) {
      poll();
      return () => clearInterval(timer);
    }
    const events = new EventSource(`${path}/events`);
    events.onmessage = ({ data }: MessageEvent<string>) => take(JSON.parse(data) as dispatch.Order);
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
