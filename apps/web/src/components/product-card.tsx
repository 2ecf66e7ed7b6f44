import type { catalogue } from '@shop/contracts';
import Link from 'next/link';
import { ProductPicture } from './product-picture.tsx';
import { money, Stars } from './ui.tsx';

export function StockBand({ available }: { available: number }) {
  if (available === 0) return <span className="text-sm font-medium text-bad">Sold out</span>;
  if (available <= 5) return <span className="text-sm font-medium text-warn">Only {available} left</span>;
  return <span className="text-sm font-medium text-good">In stock</span>;
}

export function ProductCard({ product, eager }: { product: catalogue.Product; eager?: boolean }) {
  return (
    <li className="card group relative flex flex-col p-3 transition-shadow hover:shadow-md">
      <ProductPicture src={product.image} name="" size={240} eager={eager === true} />
      <h3 className="mt-3 text-[0.95rem] leading-snug">
        <Link
          href={`/product/${product.sku}`}
          className="line-clamp-2 after:absolute after:inset-0 after:rounded-xl group-hover:underline"
        >
          {product.name}
        </Link>
      </h3>
      <div className="mt-1">
        <Stars average={product.rating.average} count={product.rating.count} size={14} />
      </div>
      <div className="mt-auto flex flex-wrap items-baseline justify-between gap-x-3 pt-3">
        <span className="text-lg font-semibold tabular-nums">{money(product.price)}</span>
        <StockBand available={product.available} />
      </div>
    </li>
  );
}

export function ProductGrid({ products }: { products: catalogue.Product[] }) {
  return (
    <ul className="grid grid-cols-2 gap-3 sm:gap-4 md:grid-cols-3 xl:grid-cols-4">
      {products.map((product, i) => (
        <ProductCard key={product.sku} product={product} eager={i < 4} />
      ))}
    </ul>
  );
}
