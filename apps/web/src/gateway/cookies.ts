/** What the shop calls its cookies, but for those of the session and of an order's proof. */
export const cookieNames = {
  language: 'shop-language',
  currency: 'shop-currency',
  theme: 'shop-theme',
  /** How many products of a guest's cart came along at login: shown once. */
  joined: 'shop-joined',
} as const;
