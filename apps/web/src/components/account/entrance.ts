import { type Issue, IssueKind } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { here, sentence, wrongFields } from '../../i18n/here.ts';
import { one, type SearchParams } from '../admin/filters.ts';

const MOST_FIELDS = 5;

/** What the pages to sign in and to register find in their address: where to go on to, and what went wrong before. */
export async function entrance(searchParams: SearchParams) {
  const asked = await searchParams;
  const next = one(asked['next']);
  const error = one(asked['error']);
  return {
    next: await here(next !== undefined && isOwnPath(next) ? next : '/'),
    before:
      error === undefined
        ? undefined
        : { message: await sentence(error), fields: await wrongFields(await issuesIn(one(asked['fields']))) },
  };
}

/** What the gateway wrote into the address: `password:too_short:8`, with commas between. */
async function issuesIn(fields: string | undefined): Promise<Issue[]> {
  const message = (await getTranslations('common'))('checkField');
  return (fields?.split(',').slice(0, MOST_FIELDS) ?? []).map((field) => {
    const [path = '', kind, limit] = field.split(':');
    const { data } = IssueKind.safeParse(kind);
    return { path, message, ...(data === undefined ? {} : { kind: data, limit: Number(limit) || 0 }) };
  });
}

/** True for a path of this shop; nothing that could lead elsewhere. */
export function isOwnPath(path: string): boolean {
  return (
    /^\/(?![/\\])[\x21-\x7e]*$/.test(path) &&
    !path.includes('\\') &&
    new URL(path, 'http://shop.invalid').host === 'shop.invalid'
  );
}
