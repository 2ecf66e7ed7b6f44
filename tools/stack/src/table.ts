import { styleText } from 'node:util';
import { addressOf, type PartName, type Ports, serviceNames } from './parts.ts';

type Row = readonly [what: string, address: string, remark?: string];

/** Where everything is, and who can log in. */
export function table(ports: Ports, parts: readonly PartName[], brokerPage: string | undefined): string {
  const rows: Row[] = [];
  const has = (name: PartName): boolean => parts.includes(name);
  if (has('web')) {
    const shop = addressOf(ports, 'web');
    rows.push(
      ['Storefront', shop, 'demo shopper: user / password (or stan / bigbrain)'],
      ['Admin', `${shop}/admin`, 'log in as admin / robots-in-charge (or support / robots-in-repair)'],
    );
  }
  if (has('mailbox'))
    rows.push(['Mailbox', `${addressOf(ports, 'mailbox')}/index.html`, 'every e-mail of the shop']);
  if (has('psp')) rows.push(['Payment providers', addressOf(ports, 'psp'), 'for development; no real money']);
  if (brokerPage !== undefined) rows.push(['Broker', brokerPage, 'guest / guest']);
  for (const name of serviceNames.filter(has))
    rows.push([`API of ${name}`, `${addressOf(ports, name)}/docs`]);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => row[column].length));
  return rows
    .map(([what, address, remark]) =>
      [what.padEnd(width(0)), styleText('cyan', address.padEnd(width(1))), remark]
        .filter(Boolean)
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
