'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Component, type ReactNode, startTransition } from 'react';
import { Notice } from './ui.tsx';

/** A part of a page that fails alone: the others stay, and this one can be tried again. */
export function SectionBoundary({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const router = useRouter();
  return (
    <Boundary
      fallback={(again) => (
        <Notice tone="warn" title={t('partFailed')}>
          <button
            type="button"
            className="button-quiet mt-2"
            onClick={() =>
              startTransition(() => {
                router.refresh();
                again();
              })
            }
          >
            {t('tryAgain')}
          </button>
        </Notice>
      )}
    >
      {children}
    </Boundary>
  );
}

interface Props {
  children: ReactNode;
  fallback(again: () => void): ReactNode;
}

class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback(() => this.setState({ failed: false }));
  }
}
