import type { ActionResult } from '../server/action-result.ts';
import { Notice } from './ui.tsx';

/** What came of an action, in words; nothing before there was one. */
export function Outcome({ of: result }: { of: ActionResult | undefined }) {
  if (result === undefined) return null;
  return <Notice key={result.at} tone={result.ok ? 'good' : 'bad'} title={result.message} />;
}
