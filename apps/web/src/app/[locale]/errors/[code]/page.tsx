import { type ErrorCode, errors } from '@shop/contracts';
import type { Metadata } from 'next';
import { Missing } from '../../../../components/missing.tsx';

export const metadata: Metadata = { title: 'Error code', robots: { index: false } };

/** The page that the `type` of a problem leads to (RFC 9457). */
export default async function ErrorCodePage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  if (!Object.hasOwn(errors, code)) return <Missing />;
  const [status, sentence] = errors[code as ErrorCode];
  return (
    <div className="mx-auto max-w-prose py-6">
      <h1>
        <code className="font-mono">{code}</code>
      </h1>
      <p className="mt-4 text-lg">{sentence}</p>
      <p className="mt-2 text-muted">
        Answered with HTTP status {status}, as application/problem+json (RFC 9457).
      </p>
    </div>
  );
}
