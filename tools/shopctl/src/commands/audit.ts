import { dispatch } from '@shop/contracts';
import type { z } from 'zod';
import type { Context, Result } from '../context.ts';
import { paint } from '../screen.ts';
import { table } from '../table.ts';
import { Trouble } from '../trouble.ts';

export interface LogOptions {
  what?: string;
  subject?: string;
  page: number;
  size: number;
}

/** What admins have done. */
export async function log({ shop }: Context, { what, subject, page, size }: LogOptions): Promise<Result> {
  const act = what === undefined ? {} : { what: actNamed(what) };
  const query = { ...act, ...(subject === undefined ? {} : { subject }), page, size };
  const found = await shop.call(dispatch.listAudit, { query });
  const rows = table(found.items, [
    { head: 'at', cell: ({ at }) => at },
    { head: 'who', cell: ({ who }) => who.name },
    { head: 'what', cell: ({ what: done }) => done },
    { head: 'subject', cell: ({ subject: of }) => of },
    { head: 'reason', cell: ({ reason }) => reason, least: 16 },
    { head: 'facts', cell: ({ facts }) => inWords(facts), least: 16 },
  ]);
  const { total } = found;
  if (found.items.length === 0)
    return { document: found, text: total === 0 ? 'Nothing was done yet.' : `There is no page ${page}.` };
  const rest =
    total > found.items.length ? `\n\n${paint('dim', `Page ${page} of ${Math.ceil(total / size)}.`)}` : '';
  return { document: found, text: `${rows}${rest}` };
}

const inWords = (facts: Record<string, string>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function actNamed(text: string): z.infer<typeof dispatch.AuditedAct> {
  const read = dispatch.AuditedAct.safeParse(text);
  if (read.success) return read.data;
  throw new Trouble(
    'usage',
    `Admins do nothing called "${text}".`,
    `What they do: ${dispatch.AuditedAct.options.join(', ')}.`,
  );
}
