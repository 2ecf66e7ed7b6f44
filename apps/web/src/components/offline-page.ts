/** Has the browser keep the page it shows without a connection: once everything else is done. */
export function keepOfflinePage(): void {
  // Only where the address is https or localhost.
  if (!('serviceWorker' in navigator)) return;
  const register = () => void navigator.serviceWorker.register('/offline-worker.js').catch(() => undefined);
  const later = () => setTimeout(register, 3_000);
  if (document.readyState === 'complete') later();
  else window.addEventListener('load', later, { once: true });
}
