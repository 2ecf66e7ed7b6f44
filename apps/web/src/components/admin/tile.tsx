import { ShopLink } from '../shop-link.tsx';

interface Props {
  name: string;
  value: string;
  href?: string;
  bad?: boolean;
}

/** One figure of the shop, and where it leads. */
export function Tile({ name, value, href, bad = false }: Props) {
  const box = `card flex h-full flex-col justify-between gap-2 p-4 ${href === undefined ? '' : 'hover:border-line-strong'}`;
  const inner = (
    <>
      <span className="text-sm text-muted">{name}</span>
      <span className={`text-2xl font-semibold tabular-nums ${bad ? 'text-bad' : ''}`}>{value}</span>
    </>
  );
  return (
    <li>
      {href === undefined ? (
        <div className={box}>{inner}</div>
      ) : (
        <ShopLink href={href} className={box}>
          {inner}
        </ShopLink>
      )}
    </li>
  );
}
