import { catalogue } from '@shop/contracts';
import type { Metadata } from 'next';
import { AttributeForm } from '../../../../components/admin/attribute-form.tsx';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';
import { say } from './actions.ts';

export const metadata: Metadata = { title: 'Attributes · Admin' };

/** How many of its words are there in German: `5 of 8`. */
function inGerman({ names, values }: catalogue.Attribute): string {
  const words = [names, ...values.map((one) => one.names)];
  return `${words.filter(({ de }) => de !== undefined).length} of ${words.length}`;
}

export default async function Attributes() {
  await requireStaff('merchant', '/admin/attributes');
  const found = await orAway(backend(catalogue.listAttributes, {}));
  return (
    <>
      <h1>Attributes</h1>
      <p className="mt-1 mb-6 max-w-prose text-sm text-muted">
        What products say of themselves, and what it is called in German. Filters and versions go by the
        original, which is kept in the editor of each product.
      </p>
      {found === 'away' ? (
        <Notice tone="bad" title="The attributes cannot be read now. Try again in a moment." />
      ) : found.items.length === 0 ? (
        <p className="text-muted">No product has any yet.</p>
      ) : (
        <ul className="card divide-y divide-line">
          {found.items.map((attribute) => (
            <li key={attribute.name}>
              <details className="group">
                <summary className="flex min-h-11 cursor-pointer flex-wrap items-center justify-between gap-x-4 px-4 py-2.5 hover:bg-sunken">
                  <span className="font-medium">{attribute.name}</span>
                  <span className="text-sm text-muted tabular-nums">
                    {attribute.products === 1 ? '1 product' : `${attribute.products} products`},{' '}
                    {inGerman(attribute)} words in German
                  </span>
                </summary>
                <div className="px-4 pt-2 pb-5">
                  <AttributeForm save={say.bind(null, attribute.name)} attribute={attribute} />
                </div>
              </details>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
