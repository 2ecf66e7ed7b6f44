import { dispatch } from '@shop/contracts';
import { backend, orNothing } from '../../server/backend.ts';
import { Badge } from '../ui.tsx';

/** How many dead letters there are; nothing when there are none, or when nobody can tell. */
export async function DeadLetterCount() {
  const found = await orNothing(backend(dispatch.listDeadLetters, { query: { limit: 0 } }));
  if (found === undefined || found.total === 0) return null;
  return <Badge tone="bad">{found.total}</Badge>;
}
