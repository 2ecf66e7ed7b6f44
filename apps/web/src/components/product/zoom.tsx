'use client';

import { ChevronLeft, ChevronRight, X, ZoomIn, ZoomOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { GalleryPicture } from './gallery-picture.ts';

interface Props {
  pictures: GalleryPicture[];
  name: string;
  /** The one that is shown; none closes the dialog. */
  index: number | undefined;
  onIndex(index: number): void;
  onClose(): void;
}

const round =
  'inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-full border border-line bg-surface text-ink hover:bg-sunken disabled:cursor-default disabled:opacity-40';

/** One picture as large as the window, and twice that. Arrow keys turn to the next, Escape closes. */
export function Zoom({ pictures, name, index, onIndex, onClose }: Props) {
  const t = useTranslations('product.gallery');
  const dialog = useRef<HTMLDialogElement>(null);
  const [twice, setTwice] = useState(false);
  const open = index !== undefined;
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  const picture = index === undefined ? undefined : pictures[index];
  const turn = (by: number) => {
    const next = (index ?? 0) + by;
    if (next < 0 || next >= pictures.length) return;
    setTwice(false);
    onIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Where the picture is larger than the window the arrows move it.
    if (twice || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    turn(event.key === forward ? 1 : -1);
  };
  return (
    <dialog
      ref={dialog}
      aria-label={t('enlarged', { name })}
      onKeyDown={onKeyDown}
      onClose={() => {
        setTwice(false);
        onClose();
      }}
      className="m-0 h-dvh max-h-none w-dvw max-w-none bg-page text-ink"
    >
      {picture !== undefined && index !== undefined && (
        <div className="flex h-full flex-col">
          <div className="flex items-center justify-between gap-4 p-3">
            <p role="status" className="text-sm text-muted tabular-nums">
              {t('of', { index: index + 1, count: pictures.length })}
            </p>
            <div className="flex gap-2">
              <button type="button" className={round} onClick={() => setTwice(!twice)}>
                {twice ? <ZoomOut aria-hidden="true" /> : <ZoomIn aria-hidden="true" />}
                <span className="sr-only">{twice ? t('smaller') : t('larger')}</span>
              </button>
              <button type="button" className={round} onClick={() => dialog.current?.close()}>
                <X aria-hidden="true" />
                <span className="sr-only">{t('close')}</span>
              </button>
            </div>
          </div>
          <div className="min-h-0 flex-1 overflow-auto px-3" {...(twice ? { tabIndex: 0 } : {})}>
            {/* biome-ignore lint/performance/noImgElement: the file itself is what is wanted */}
            <img
              src={picture.src}
              alt={picture.alt}
              width={picture.width}
              height={picture.height}
              className={
                twice ? 'block h-auto w-[200%] max-w-none' : 'mx-auto block size-full object-contain'
              }
            />
          </div>
          <div className="flex items-center justify-center gap-3 p-3">
            <button type="button" className={round} disabled={index === 0} onClick={() => turn(-1)}>
              <ChevronLeft aria-hidden="true" className="rtl:rotate-180" />
              <span className="sr-only">{t('previous')}</span>
            </button>
            <button
              type="button"
              className={round}
              disabled={index === pictures.length - 1}
              onClick={() => turn(1)}
            >
              <ChevronRight aria-hidden="true" className="rtl:rotate-180" />
              <span className="sr-only">{t('next')}</span>
            </button>
          </div>
        </div>
      )}
    </dialog>
  );
}
