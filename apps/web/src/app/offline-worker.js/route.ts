import { connection } from 'next/server';
import { env } from '../../server/env.ts';
import { offlineWorker, retiredWorker } from '../../server/offline-worker.ts';

/** The service worker: what a browser shows when somebody goes to another page without a connection. */
export async function GET(): Promise<Response> {
  await connection();
  const script = env().OFFLINE_PAGE === '1' ? await offlineWorker() : retiredWorker;
  return new Response(script, {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
