import { here, sentence } from '../../i18n/here.ts';
import { one, type SearchParams } from '../admin/filters.ts';

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
        : { message: await sentence(error), fields: one(asked['fields'])?.split(',').slice(0, 5) ?? [] },
  };
}

/** True for a path of this shop; nothing that could lead elsewhere. */
export function isOwnPath(path: string): boolean {
  return (
    /^\/(?![/\\])[\x21-\x7e]*$/.test(path) &&
    !path.includes('\\') &&
    new URL(path, 'http://shop.invalid').host === 'shop.invalid'
  );
}
