import type { Metadata } from 'next';
import { UnsubscribeForm } from '../../../../components/account/unsubscribe-form.tsx';
import { one, type SearchParams } from '../../../../components/admin/filters.ts';

export const metadata: Metadata = { title: 'Unsubscribe', robots: { index: false } };

// Not done by the visit itself: mail programs open the links of an e-mail to look at them.
export default async function Unsubscribe({ searchParams }: { searchParams: SearchParams }) {
  const token = one((await searchParams)['token']) ?? '';
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-4">Unsubscribe</h1>
      {token === '' ? (
        <p className="text-muted">Please use the link from one of our e-mails.</p>
      ) : (
        <UnsubscribeForm token={token} />
      )}
    </div>
  );
}
