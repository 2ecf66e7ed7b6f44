import type { dispatch, Money } from '@shop/contracts';
import { Badge, money } from '../ui.tsx';

const standings = {
  scheduled: ['info', 'begins later'],
  running: ['good', 'running'],
  used_up: ['warn', 'used up'],
  over: ['warn', 'over'],
  ended: ['bad', 'ended by hand'],
} as const satisfies Record<dispatch.PromotionStanding, readonly [string, string]>;

export function PromotionStanding({ standing }: { standing: dispatch.PromotionStanding }) {
  const [tone, name] = standings[standing];
  return <Badge tone={tone}>{name}</Badge>;
}

/** What a promotion takes off, in a few words. */
export function benefitText(benefit: dispatch.Benefit, minimum: Money | undefined): string {
  const off =
    benefit.kind === 'percentage'
      ? `${benefit.percent} %`
      : benefit.kind === 'amount'
        ? money(benefit.amount)
        : 'free delivery';
  return minimum === undefined ? off : `${off} from ${money(minimum)}`;
}
