'use client';

export default function ErrorPage({ retry, reset }: { error: Error; retry?: () => void; reset: () => void }) {
  return (
    <div role="alert" className="mx-auto max-w-lg py-16 text-center">
      <h1>This page did not work</h1>
      <p className="mt-3 text-muted">
        Something went wrong on our side. Your cart and your orders are safe, and nothing was charged. Please
        try again in a moment.
      </p>
      <button type="button" onClick={() => (retry ?? reset)()} className="button-primary mt-6">
        Try again
      </button>
    </div>
  );
}
