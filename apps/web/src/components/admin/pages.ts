import { hasAccess, type Role, type StaffAccess } from '@shop/contracts';

interface AdminPage {
  href: string;
  name: string;
  /** What its routes ask for. */
  access: StaffAccess;
}

/** The pages of the admin, in the order of its menu. */
const pages: readonly AdminPage[] = [
  { href: '/admin', name: 'Today', access: 'staff' },
  { href: '/admin/orders', name: 'Orders', access: 'support' },
  { href: '/admin/returns', name: 'Returns', access: 'staff' },
  { href: '/admin/refunds', name: 'Refunds', access: 'support' },
  { href: '/admin/products', name: 'Products', access: 'merchant' },
  { href: '/admin/categories', name: 'Categories', access: 'merchant' },
  { href: '/admin/attributes', name: 'Attributes', access: 'merchant' },
  { href: '/admin/promotions', name: 'Promotions', access: 'merchant' },
  { href: '/admin/reviews', name: 'Reviews', access: 'staff' },
  { href: '/admin/stock-audit', name: 'Stock audit', access: 'staff' },
  { href: '/admin/stuck', name: 'Stuck orders', access: 'support' },
  { href: '/admin/dead-letters', name: 'Dead letters', access: 'support' },
  { href: '/admin/system', name: 'System', access: 'staff' },
  { href: '/admin/audit', name: 'Audit log', access: 'admin' },
  { href: '/admin/rates', name: 'Rates', access: 'admin' },
  { href: '/admin/people', name: 'People', access: 'admin' },
];

/** Those that somebody of this role has anything to do on. */
export const pagesFor = (role: Role | undefined): readonly AdminPage[] =>
  pages.filter(({ access }) => hasAccess(role, access));
