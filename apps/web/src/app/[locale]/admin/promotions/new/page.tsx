import type { Metadata } from 'next';
import { PromotionForm } from '../../../../../components/admin/promotion-form.tsx';
import { requireStaff } from '../../../../../server/session.ts';
import { create } from '../actions.ts';

export const metadata: Metadata = { title: 'Begin a promotion · Admin' };

export default async function NewPromotion() {
  await requireStaff('merchant', '/admin/promotions/new');
  return (
    <div className="max-w-2xl">
      <h1 className="mb-6">Begin a promotion</h1>
      <div className="card p-4">
        <PromotionForm save={create} />
      </div>
    </div>
  );
}
