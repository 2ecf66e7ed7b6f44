import type { Metadata } from 'next';
import { Missing } from '../../../components/missing.tsx';

export const metadata: Metadata = { title: 'Not found', robots: { index: false } };

/** Whatever no other page answers to, within the shop and in its language. */
export default function Nowhere() {
  return <Missing />;
}
