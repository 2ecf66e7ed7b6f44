import { redirect } from 'next/navigation';
import { requireAdmin } from '../../server/session.ts';

export default async function AdminPage() {
  await requireAdmin('/admin');
  redirect('/admin/orders');
}
