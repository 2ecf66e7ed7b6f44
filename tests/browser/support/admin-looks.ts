import { type Look, type Looks, tryInVain, unfold } from './looks.ts';

const just = (path: string, states?: Look['states']) => (): Look[] => [
  { by: 'admin', path, ...(states && { states }) },
];

/** The pages of those who run the shop. */
export const adminLooks: Looks = {
  '/admin': just('/admin'),
  '/admin/attributes': just('/admin/attributes', { open: unfold('Mobility') }),
  '/admin/audit': just('/admin/audit'),
  '/admin/categories': just('/admin/categories', {
    refused: tryInVain('Add the category', { Name: 'x', Address: 'Not An Address' }),
  }),
  '/admin/dead-letters': just('/admin/dead-letters?service=shipping'),
  '/admin/dead-letters/[service]/[id]': ({ letter }) => [
    {
      by: 'admin',
      path: `/admin/dead-letters/${letter.service}/${letter.id}`,
      states: { 'about to drop it': unfold('Drop it for good') },
    },
  ],
  '/admin/orders': just('/admin/orders'),
  '/admin/orders/[orderId]': ({ member }) => [
    {
      by: 'admin',
      path: `/admin/orders/${member.orderId}`,
      states: { refused: tryInVain('Cancel or refund', { Reason: '' }) },
    },
  ],
  '/admin/people': just('/admin/people'),
  '/admin/products': just('/admin/products'),
  '/admin/products/new': just('/admin/products/new', {
    refused: tryInVain('Add the product', { SKU: '!', Name: 'x' }),
  }),
  '/admin/products/[sku]': ({ sku }) => [
    {
      by: 'admin',
      path: `/admin/products/${sku}`,
      states: { refused: tryInVain('Change the stock', { 'Change by': '0' }) },
    },
  ],
  '/admin/promotions': just('/admin/promotions'),
  '/admin/promotions/new': just('/admin/promotions/new', {
    refused: tryInVain('Begin the promotion', { Code: '!' }),
  }),
  '/admin/promotions/[promotionId]': ({ promotionId }) => [
    { by: 'admin', path: `/admin/promotions/${promotionId}` },
  ],
  '/admin/rates': just('/admin/rates'),
  '/admin/refunds': just('/admin/refunds'),
  '/admin/returns': just('/admin/returns'),
  '/admin/reviews': just('/admin/reviews'),
  '/admin/stock-audit': just('/admin/stock-audit'),
  '/admin/stuck': just('/admin/stuck'),
  '/admin/system': just('/admin/system'),
};
