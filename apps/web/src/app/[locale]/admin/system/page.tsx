import type { Metadata } from 'next';
import { Refresh } from '../../../../components/admin/refresh.tsx';
import { SystemMap } from '../../../../components/admin/system-map.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { when } from '../../../../components/order/state.tsx';
import { Badge } from '../../../../components/ui.tsx';
import { requireStaff } from '../../../../server/session.ts';
import { type Part, partsOfTheShop } from '../../../../server/system.ts';

export const metadata: Metadata = { title: 'System · Admin' };
const tones = { ok: 'good', degraded: 'warn', draining: 'warn', down: 'bad', away: 'bad' } as const;

export default async function System() {
  await requireStaff('staff', '/admin/system');
  const parts = await partsOfTheShop();
  const bad = parts.filter(({ status }) => status !== 'ok').length;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1>The system</h1>
        <Refresh />
      </div>
      <p className="mb-4 text-sm text-muted">
        {bad === 0 ? 'All parts are well' : `${bad} of ${parts.length} parts are not well`},{' '}
        {when(new Date().toISOString())}. Of several replicas, this is the one that answered. A broken line in
        red: not asked any more, or no answer.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <section aria-label="What calls what" tabIndex={0} className="card overflow-x-auto p-4">
        <SystemMap parts={parts} />
      </section>
      <h2 className="mt-8 mb-3">Parts</h2>
      <Table caption="Parts of the shop" heads={['Part', 'Health', 'Version', 'Up for', 'Calls', 'Needs']}>
        {parts.map((part) => (
          <tr key={part.name}>
            <td className="font-medium">{part.name}</td>
            <td>
              <Badge tone={tones[part.status]}>{part.status}</Badge>
            </td>
            <td className="font-mono text-xs">{part.version ?? ''}</td>
            <td className="tabular-nums">{part.uptimeS === undefined ? '' : lasting(part.uptimeS)}</td>
            <td className="max-w-72 whitespace-normal">{callsOf(part)}</td>
            <td className="max-w-72 whitespace-normal">{needsOf(part)}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

const callsOf = ({ calls }: Part): string =>
  calls.map(({ name, breaker }) => (breaker === 'closed' ? name : `${name} (breaker ${breaker})`)).join(', ');

const needsOf = ({ needs }: Part): string =>
  needs
    .map(({ name, status, latencyMs }) => `${name} ${status === 'up' ? `${latencyMs} ms` : 'down'}`)
    .join(', ');

function lasting(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
