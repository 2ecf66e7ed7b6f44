import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { DeadLetterFacts } from '../../../../../../components/admin/dead-letter-facts.tsx';
import { DeadLetterForms } from '../../../../../../components/admin/dead-letter-forms.tsx';
import { Table } from '../../../../../../components/admin/table.tsx';
import { Missing } from '../../../../../../components/missing.tsx';
import { ShopLink } from '../../../../../../components/shop-link.tsx';
import { backend, orMissing } from '../../../../../../server/backend.ts';
import { requireStaff } from '../../../../../../server/session.ts';

export const metadata: Metadata = { title: 'Dead letter · Admin' };

export default async function DeadLetterPage({
  params,
}: {
  params: Promise<{ service: string; id: string }>;
}) {
  const { service, id } = await params;
  const which = dispatch.showDeadLetter.params.safeParse({ service, id }).data;
  if (which === undefined) return <Missing />;
  await requireStaff('support', `/admin/dead-letters/${which.service}/${which.id}`);
  const letter = await orMissing(backend(dispatch.showDeadLetter, { params: which }));
  if (letter === undefined) return <Missing />;
  return (
    <>
      <h1>Dead letter</h1>
      <p className="my-3 text-sm">
        <ShopLink href={`/admin/dead-letters?service=${letter.service}`} className="link">
          All dead letters of {letter.service}
        </ShopLink>
      </p>
      <div className="grid gap-6 *:min-w-0 lg:grid-cols-[2fr_1fr]">
        <div className="space-y-6">
          <section className="card p-4">
            <DeadLetterFacts letter={letter} />
          </section>
          <section>
            <h2 className="mb-1">{letter.body === undefined ? 'Payload' : 'Body'}</h2>
            <p className="mb-3 text-sm text-muted">
              {letter.bytes} bytes as sent. Personal data is blanked here, and only here.
            </p>
            <pre className="card overflow-x-auto p-4 text-sm whitespace-pre-wrap break-words">
              {letter.body ?? JSON.stringify(letter.payload, null, 2)}
            </pre>
          </section>
          <section>
            <h2 className="mb-3">Headers</h2>
            <Table caption="Headers" heads={['Name', 'Value']}>
              {Object.entries(letter.headers).map(([name, value]) => (
                <tr key={name}>
                  <td className="font-mono text-xs">{name}</td>
                  <td className="max-w-md font-mono text-xs break-all whitespace-normal">{value}</td>
                </tr>
              ))}
            </Table>
          </section>
        </div>
        <DeadLetterForms service={letter.service} id={letter.id} />
      </div>
    </>
  );
}
