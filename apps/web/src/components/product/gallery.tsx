'use client';

import { Maximize2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type MouseEvent, useRef, useState } from 'react';
import { GALLERY_SIZES, type GalleryPicture } from './gallery-picture.ts';
import { Zoom } from './zoom.tsx';

/**
 * The pictures of a product, one beside the other: swiped, scrolled, or reached by the small ones below. Without scripts
 * the small ones are links to the large ones, and a large one leads to its file.
 */
export function Gallery({ pictures, name }: { pictures: GalleryPicture[]; name: string }) {
  const t = useTranslations('product.gallery');
  const strip = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState(0);
  const [enlarged, setEnlarged] = useState<number>();
  const slideTo = (index: number) => {
    const slide = strip.current?.children[index];
    if (!(slide instanceof HTMLElement) || strip.current === null) return;
    strip.current.scrollTo({ left: slide.offsetLeft - strip.current.offsetLeft });
    setShown(index);
  };
  const follow = () => {
    if (strip.current === null) return;
    const { scrollLeft, clientWidth } = strip.current;
    // In right-to-left pages it counts below zero.
    setShown(Math.round(Math.abs(scrollLeft) / Math.max(1, clientWidth)));
  };
  const onClick = (work: () => void) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    work();
  };
  return (
    <section aria-label={t('label', { name })}>
      <ul
        ref={strip}
        onScroll={follow}
        className="relative flex snap-x snap-mandatory overflow-x-auto scroll-smooth rounded-2xl bg-sunken [scrollbar-width:none]"
      >
        {pictures.map((picture, index) => (
          <li key={picture.src} id={`picture-${index + 1}`} className="w-full shrink-0 snap-start">
            <a
              href={picture.src}
              onClick={onClick(() => setEnlarged(index))}
              className="group relative block cursor-zoom-in rounded-2xl -outline-offset-4!"
            >
              {/* biome-ignore lint/performance/noImgElement: drawn by us, or made in three widths when it was uploaded */}
              <img
                src={picture.src}
                srcSet={picture.srcset || undefined}
                sizes={picture.srcset === '' ? undefined : GALLERY_SIZES}
                alt={picture.alt}
                width={picture.width}
                height={picture.height}
                loading={index === 0 ? 'eager' : 'lazy'}
                fetchPriority={index === 0 ? 'high' : 'auto'}
                className="block aspect-square h-auto w-full object-contain"
              />
              <span className="absolute end-3 bottom-3 inline-flex size-11 items-center justify-center rounded-full bg-surface/90 text-ink">
                <Maximize2 aria-hidden="true" className="size-5" />
                <span className="sr-only">, {t('enlarge')}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {pictures.length > 1 && (
        <ol className="mt-3 flex gap-3 overflow-x-auto p-1">
          {pictures.map((picture, index) => (
            <li key={picture.src}>
              <a
                href={`#picture-${index + 1}`}
                onClick={onClick(() => slideTo(index))}
                aria-current={shown === index ? 'true' : undefined}
                className="block size-18 overflow-hidden rounded-xl border border-line aria-[current]:border-accent aria-[current]:ring-2 aria-[current]:ring-accent"
              >
                {/* biome-ignore lint/performance/noImgElement: as above */}
                <img
                  src={picture.src}
                  srcSet={picture.srcset || undefined}
                  sizes={picture.srcset === '' ? undefined : '72px'}
                  alt={t('show', { index: index + 1, count: pictures.length, alt: picture.alt })}
                  width={72}
                  height={72}
                  loading="lazy"
                  className="block size-full object-cover"
                />
              </a>
            </li>
          ))}
        </ol>
      )}
      <Zoom
        pictures={pictures}
        name={name}
        index={enlarged}
        onIndex={setEnlarged}
        onClose={() => {
          if (enlarged !== undefined) slideTo(enlarged);
          setEnlarged(undefined);
        }}
      />
    </section>
  );
}
