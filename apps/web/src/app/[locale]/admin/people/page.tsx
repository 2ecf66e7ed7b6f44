import { Role, user } from '@shop/contracts';
import type { Metadata } from 'next';
import { Choices } from '../../../../components/admin/choices.tsx';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { RoleForm } from '../../../../components/admin/role-form.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { when } from '../../../../components/order/state.tsx';
import { Badge } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'People · Admin' };
const PATH = '/admin/people';
const views = [
  { value: undefined, name: 'Everybody' },
  { value: 'staff', name: 'With a role' },
  ...Role.options.map((role) => ({ value: role, name: `Only ${role}` })),
] as const;

export default async function People({ searchParams }: { searchParams: SearchParams }) {
  const { shopper } = await requireStaff('admin', PATH);
  const asked = await searchParams;
  const q = one(asked['q'])?.trim().slice(0, 254) || undefined;
  const role = views.find(({ value }) => value === one(asked['role']))?.value;
  const query = { page: pageNumber(asked['page']), size: 20, ...(q && { q }), ...(role && { role }) };
  const found = await orAway(backend(user.listPeople, { query }));
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
      <Choices
        label="Which people"
        options={views}
        chosen={role}
        href={(view) => hrefWith(PATH, { q, role: view })}
      />
      <FoundList
        found={found}
        what="people"
        none="Nobody fits. Try fewer letters."
        counted="in all"
        href={(page) => hrefWith(PATH, { q, role, page })}
      >
        {(people) => (
          <Table caption="People" heads={['Name', 'E-mail address', 'Since', 'Role']}>
            {people.map((person) => (
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
      </FoundList>
    </>
  );
}
