import type { ReactNode } from 'react';

/** What only a screen reader says, in messages: `Remove<hidden> {name}</hidden>`. */
export const hidden = (text: ReactNode) => <span className="sr-only">{text}</span>;
