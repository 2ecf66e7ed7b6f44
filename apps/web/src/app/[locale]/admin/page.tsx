import { redirect } from 'next/navigation';
import { pagesFor } from '../../../components/admin/pages.ts';
import { requireStaff } from '../../../server/session.ts';

export default async function AdminPage() {
  const { shopper } = await requireStaff('staff', '/admin');
  redirect(pagesFor(shopper.role)[0]?.href ?? '/');
}
