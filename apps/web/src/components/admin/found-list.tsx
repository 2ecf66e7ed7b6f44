import { Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { Pager } from '../pager.tsx';
import { Notice } from '../ui.tsx';

interface Page<T> {
  items: T[];
  page: number;
  size: number;
  total: number;
}

interface Props<T> {
  found: Page<T> | 'away';
  /** What is listed, as in `The refunds cannot be read now`. */
  what: string;
  /** What is said when there is none. */
  none: string;
  /** What is said after how many there are, such as in which order they come. */
  counted: string;
  /** The address of another page. */
  href(page: number): string;
  /** How the items look; called when there are some. */
  children(items: T[]): ReactNode;
}

/** A list of the admin's: how many there are, the items, the way to the next page; or that it cannot be read now. */
export function FoundList<T>({ found, what, none, counted, href, children }: Props<T>) {
  if (found === 'away')
    return <Notice tone="bad" title={`The ${what} cannot be read now. Try again in a moment.`} />;
  const { items, page, size, total } = found;
  if (total === 0) return <NoneFound text={none} />;
  return (
    <>
      <p role="status" className="mb-3 text-sm text-muted">
        {total} {counted}
      </p>
      {items.length > 0 && children(items)}
      <Pager page={page} size={size} total={total} href={href} />
    </>
  );
}

/** A list in which there is nothing. */
export function NoneFound({ text }: { text: string }) {
  return (
    <div className="card flex flex-col items-center gap-3 px-6 py-12 text-center">
      <Inbox aria-hidden="true" className="size-7 text-muted" />
      <p role="status" className="max-w-prose text-balance text-muted">
        {text}
      </p>
    </div>
  );
}
