/** A product's picture: drawn by us, from our own origin. */
export function ProductPicture({
  src,
  name,
  size,
  eager,
}: {
  src: string;
  name: string;
  size: number;
  eager?: boolean;
}) {
  return (
    // biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise
    <img
      src={src}
      alt={name}
      width={size}
      height={size}
      loading={eager === true ? 'eager' : 'lazy'}
      fetchPriority={eager === true ? 'high' : 'auto'}
      className="block aspect-square h-auto w-full rounded-2xl bg-sunken"
    />
  );
}
