'use client';

import type { user } from '@shop/contracts';
import { roles } from '@shop/contracts/plain';
import { useActionState } from 'react';
import { setRole } from '../../app/[locale]/admin/people/actions.ts';
import { useFirstWrong } from '../use-first-wrong.ts';

/** Gives a member a role, or takes it away, with the reason for the audit log. */
export function RoleForm({ person }: { person: user.Person }) {
  const [result, action, busy] = useActionState(setRole.bind(null, person.id), undefined);
  const form = useFirstWrong(result, { orFirst: true });
  const wrong = (name: string) => (result?.fields?.[name] === undefined ? {} : { 'aria-invalid': true });
  const typed = result?.ok === false ? result.typed : undefined;
  return (
    <form ref={form} action={action} className="flex flex-wrap items-center gap-2">
      <select
        name="role"
        {...wrong('role')}
        aria-label={`Role of ${person.name}`}
        defaultValue={typed?.['role'] ?? person.role ?? ''}
        className="input w-36"
      >
        <option value="">none</option>
        {roles.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
      <input
        name="reason"
        required
        maxLength={200}
        {...wrong('reason')}
        defaultValue={typed?.['reason']}
        aria-label={`Why ${person.name} gets another role`}
        placeholder="Why"
        className="input w-48"
      />
      <button type="submit" aria-disabled={busy} className="button-quiet">
        Save<span className="sr-only"> the role of {person.name}</span>
      </button>
      <span role="status" className={result?.ok === false ? 'text-bad' : 'text-good'}>
        {result?.message}
      </span>
    </form>
  );
}
