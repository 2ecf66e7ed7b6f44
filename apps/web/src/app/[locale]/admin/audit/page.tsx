import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Audit log · Admin' };
const PATH = '/admin/audit';
const isOrder = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const aboutOrders = /^(order|refund|return)-/;

export default async function AuditLog({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('admin', PATH);
  const asked = await searchParams;
  const what = dispatch.AuditedAct.safeParse(one(asked['what'])).data;
  const typed = one(asked['subject'])?.trim().slice(0, 120);
  const subject = typed === '' ? undefined : typed;
  const filter = { ...(what === undefined ? {} : { what }), ...(subject === undefined ? {} : { subject }) };
  const page = pageNumber(asked['page']);
  const found = await orAway(backend(dispatch.listAudit, { query: { ...filter, page, size: 50 } }));
  return (
    <>
      <h1>Audit log</h1>
      <form method="get" className="my-4 flex flex-wrap items-end gap-3">
        <div>
          <label htmlFor="what" className="label">
            What was done
          </label>
          <select id="what" name="what" defaultValue={what ?? ''} className="input">
            <option value="">Anything</option>
            {dispatch.AuditedAct.options.map((act) => (
              <option key={act} value={act}>
                {act.replaceAll('-', ' ')}
              </option>
            ))}
          </select>
        </div>
        <div className="grow sm:max-w-96">
          <label htmlFor="subject" className="label">
            To what: the id of an order, a SKU, a currency, or service/message
          </label>
          <input id="subject" name="subject" defaultValue={subject} maxLength={120} className="input" />
        </div>
        <button type="submit" className="button-quiet">
          Show
        </button>
      </form>
      <FoundList
        found={found}
        what="log"
        none="Nothing like that was done."
        counted="in all, the newest first"
        href={(to) => hrefWith(PATH, { ...filter, page: to })}
      >
        {(entries) => (
          <Table
            caption="What was done, the newest first"
            heads={['When', 'Who', 'What', 'To what', 'Why', 'Facts']}
          >
            {entries.map((entry) => (
              <tr key={entry.id}>
                <td>{when(entry.at)}</td>
                <td>{entry.who.name}</td>
                <td className="font-medium">{entry.what.replaceAll('-', ' ')}</td>
                <td className="font-mono text-xs">
                  {isOrder.test(entry.subject) && aboutOrders.test(entry.what) ? (
                    <ShopLink href={`/admin/orders/${entry.subject}`} className="link">
                      {entry.facts['number'] ?? entry.subject}
                    </ShopLink>
                  ) : entry.what === 'stock-adjusted' ? (
                    <ShopLink href={`/admin/products/${entry.subject}`} className="link">
                      {entry.subject}
                    </ShopLink>
                  ) : (
                    entry.subject
                  )}
                </td>
                <td className="max-w-80 whitespace-normal">{entry.reason ?? ''}</td>
                <td className="max-w-80 text-xs whitespace-normal text-muted">
                  {Object.entries(entry.facts)
                    .map(([name, value]) => `${name} ${value}`)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </FoundList>
    </>
  );
}
