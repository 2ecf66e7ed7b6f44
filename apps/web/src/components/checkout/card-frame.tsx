'use client';

import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Gateway } from './step.ts';

const HEIGHT_PX = 220;

/** What the provider's page tells us. */
type Message =
  | { type: 'ready' | 'resize'; height: number }
  | { type: 'change'; complete: boolean }
  | { type: 'error'; message: string }
  | { type: 'token'; token: string; brand: string; last4: string; expiresAt: string };

export type Taken = Extract<Message, { type: 'token' }>;

export interface CardFrameHandle {
  /** Asks the provider's page for a token of what was typed. */
  submit(): void;
}

interface Props {
  gateway: Gateway;
  ref: Ref<CardFrameHandle>;
  onToken(token: Taken): void;
  onError(message: string): void;
  onReady(): void;
}

/** The provider's own card fields, in a frame of its own origin: the shop never sees the number. */
export function CardFrame({ gateway, ref, onToken, onError, onReady }: Props) {
  const t = useTranslations('checkout.pay');
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(HEIGHT_PX);
  const [source, setSource] = useState<string>();
  const { origin } = new URL(gateway.fieldsUrl);
  const heard = useRef({ onToken, onError, onReady });
  heard.current = { onToken, onError, onReady };

  useEffect(() => {
    const url = new URL(gateway.fieldsUrl);
    url.searchParams.set('origin', window.location.origin);
    url.searchParams.set('theme', document.documentElement.dataset['theme'] ?? 'auto');
    url.searchParams.set('lang', document.documentElement.lang);
    setSource(url.href);
  }, [gateway.fieldsUrl]);

  useEffect(() => {
    const hear = (event: MessageEvent<Message & { source?: string }>) => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return;
      if (event.data?.source !== 'card-fields') return;
      const message = event.data;
      if (message.type === 'ready' || message.type === 'resize')
        setHeight(Math.min(800, Math.max(80, message.height)));
      if (message.type === 'ready') heard.current.onReady();
      if (message.type === 'error') heard.current.onError(message.message);
      if (message.type === 'token') heard.current.onToken(message);
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [origin]);

  useImperativeHandle(ref, () => ({
    submit: () => frame.current?.contentWindow?.postMessage({ type: 'submit' }, origin),
  }));

  return (
    <iframe
      ref={frame}
      src={source}
      title={t('frame', { name: gateway.name })}
      height={height}
      className="w-full rounded-lg scheme-normal"
    />
  );
}
