'use client';

export default function ErrorPage({ retry, reset }: { error: Error; retry?: () => void; reset: () => void }) {
  return (
    <div role="alert" className="mx-auto max-w-md py-10 text-center">
      <h1>This part of the shop is taking a break</h1>
      <p className="mt-3 text-muted">
        Your cart and your orders are safe. Nothing was charged. Please try again in a moment.
      </p>
      <button type="button" onClick={() => (retry ?? reset)()} className="button-primary mt-6">
        Try again
      </button>
    </div>
  );
}
