import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { Choices } from '../../../../components/admin/choices.tsx';
import { DeadLetterFacts, letterHref } from '../../../../components/admin/dead-letter-facts.tsx';
import { DeadLetterForms, ReplayAllForm } from '../../../../components/admin/dead-letter-forms.tsx';
import { hrefWith, one, type SearchParams } from '../../../../components/admin/filters.ts';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Dead letters · Admin' };
const PATH = '/admin/dead-letters';
const MOST = 50;
const did: Record<string, string> = {
  replayed: 'It went back to its service. If nothing was mended it comes here again.',
  'all-replayed': 'They went back to their service. Those that fail again come here again.',
  dropped: 'It is gone, and your reason is in the audit log.',
};

export default async function DeadLetters({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('support', PATH);
  const asked = await searchParams;
  const service = dispatch.Listener.safeParse(one(asked['service'])).data;
  const done = did[one(asked['done']) ?? ''];
  const query = { limit: MOST, ...(service === undefined ? {} : { service }) };
  const found = await orAway(backend(dispatch.listDeadLetters, { query }));
  return (
    <>
      <h1>Dead letters</h1>
      <p className="mt-2 max-w-prose text-sm text-muted">
        Messages that a service has given up. What they should have done is not done: mend what was wrong and
        replay them, or drop what nobody needs. A message that was handled before does nothing twice.
      </p>
      <div className="my-4 space-y-4">
        {done !== undefined && <Notice tone="good" title={done} />}
        {found === 'away' ? (
          <Notice tone="bad" title="The dead letters cannot be read now.">
            The message broker or the order service does not answer. Nothing is lost; try again in a moment.
          </Notice>
        ) : (
          <Letters found={found} service={service} />
        )}
      </div>
    </>
  );
}

type Found = Exclude<Awaited<ReturnType<typeof backend<typeof dispatch.listDeadLetters>>>, 'away'>;

function Letters({ found, service }: { found: Found; service: dispatch.Listener | undefined }) {
  const shown = found.services.filter((one) => service === undefined || one.service === service);
  const depth = shown.reduce((sum, one) => sum + one.depth, 0);
  const views = [
    { value: undefined, name: 'All', count: found.total },
    ...found.services.map((one) => ({ value: one.service, name: one.service, count: one.depth })),
  ];
  return (
    <>
      <Choices
        label="Whose dead letters"
        options={views}
        chosen={service}
        href={(view) => hrefWith(PATH, { service: view })}
      />
      {depth === 0 && <Notice tone="good" title="None. Every message was handled." />}
      {shown.map(
        (one) => one.depth > 1 && <ReplayAllForm key={one.service} service={one.service} depth={one.depth} />,
      )}
      <ul className="space-y-4">
        {found.items.map((letter) => (
          <li
            key={`${letterHref(letter)} ${letter.deadAt ?? ''}`}
            className="card grid gap-4 p-4 *:min-w-0 sm:grid-cols-[1fr_18rem]"
          >
            <div>
              <DeadLetterFacts letter={letter} />
            </div>
            <DeadLetterForms service={letter.service} id={letter.id} />
          </li>
        ))}
      </ul>
      {depth > found.items.length && (
        <p className="text-sm text-muted">
          The {found.items.length} oldest are shown, of {depth}. shopctl dlq list shows more.
        </p>
      )}
    </>
  );
}
