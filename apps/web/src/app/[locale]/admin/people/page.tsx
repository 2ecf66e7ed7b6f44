import { Role, user } from '@shop/contracts';
import type { Metadata } from 'next';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { RoleForm } from '../../../../components/admin/role-form.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Badge, Pager } from '../../../../components/ui.tsx';
import { backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'People · Admin' };
const PATH = '/admin/people';
const views = [
  ['', 'Everybody'],
  ['staff', 'With a role'],
  ...Role.options.map((role) => [role, `Only ${role}`] as const),
] as const;

export default async function People({ searchParams }: { searchParams: SearchParams }) {
  const { shopper } = await requireStaff('admin', PATH);
  const asked = await searchParams;
  const q = one(asked['q'])?.trim().slice(0, 254) || undefined;
  const role = views.find(([view]) => view === one(asked['role']))?.[0] || undefined;
  const query = { page: pageNumber(asked['page']), size: 20, ...(q && { q }), ...(role && { role }) };
  const found = await backend(user.listPeople, { query });
  return (
    <>
      <h1>People</h1>
      <form action={PATH} className="my-4 flex max-w-xl items-end gap-2">
        <div className="flex-1">
          <label htmlFor="q" className="label">
            E-mail address or user name begins with
          </label>
          <input id="q" name="q" type="search" defaultValue={q} maxLength={254} className="input" />
        </div>
        {role !== undefined && <input type="hidden" name="role" value={role} />}
        <button type="submit" className="button-quiet">
          Find
        </button>
      </form>
      <nav aria-label="Which people" className="mb-4 flex flex-wrap gap-2">
        {views.map(([view, name]) => (
          <ShopLink
            key={view}
            href={hrefWith(PATH, { q, role: view || undefined })}
            aria-current={(role ?? '') === view ? 'page' : undefined}
            className="button-quiet aria-[current=page]:bg-accent-soft"
          >
            {name}
          </ShopLink>
        ))}
      </nav>
      {found.items.length === 0 ? (
        <p className="text-muted">Nobody fits. Try fewer letters.</p>
      ) : (
        <Table caption="People" heads={['Name', 'E-mail address', 'Since', 'Role']}>
          {found.items.map((person) => (
            <tr key={person.id}>
              <td className="font-medium">{person.name}</td>
              <td>
                {person.email} {!person.emailConfirmed && <Badge tone="warn">not confirmed</Badge>}
              </td>
              <td className="text-muted">{when(person.createdAt)}</td>
              <td>
                {person.id === shopper.id ? (
                  <span>
                    {person.role} <span className="text-muted">(you)</span>
                  </span>
                ) : (
                  <RoleForm key={person.role ?? 'none'} person={person} />
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Pager
        page={found.page}
        size={found.size}
        total={found.total}
        href={(page) => hrefWith(PATH, { q, role, page })}
      />
    </>
  );
}
