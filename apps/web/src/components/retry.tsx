'use client';

/** Loads the page again. */
export function Retry() {
  return (
    <button type="button" onClick={() => window.location.reload()} className="button-primary if-script mt-6">
      Try again
    </button>
  );
}
