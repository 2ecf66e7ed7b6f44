import { ShopLink } from '../shop-link.tsx';

interface Props<V> {
  /** What there is to choose, for those who do not see it. */
  label: string;
  options: readonly { value: V; name: string; count?: number }[];
  chosen: V;
  href(value: V): string;
}

/** The parts of a list as links beside each other: one is shown. */
export function Choices<V extends string | undefined>({ label, options, chosen, href }: Props<V>) {
  return (
    <nav aria-label={label} className="my-4 flex flex-wrap gap-2">
      {options.map(({ value, name, count }) => (
        <ShopLink
          key={value ?? 'all'}
          href={href(value)}
          aria-current={chosen === value ? 'page' : undefined}
          className="button-quiet aria-[current=page]:bg-accent-soft"
        >
          <span className="inline-block tabular-nums first-letter:uppercase">
            {count === undefined ? name : `${name} ${count}`}
          </span>
        </ShopLink>
      ))}
    </nav>
  );
}
