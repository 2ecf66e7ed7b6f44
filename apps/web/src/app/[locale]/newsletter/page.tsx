import type { Metadata } from 'next';
import { NewsletterForm } from '../../../components/newsletter-form.tsx';

export const metadata: Metadata = { title: 'Newsletter' };

export default function Newsletter() {
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-2">New robots, by e-mail</h1>
      <p className="mb-4 text-muted">
        A short note when something new arrives, and nothing else. Each has a link to stop them.
      </p>
      <NewsletterForm />
    </div>
  );
}
