import { Controller } from '@nestjs/common';
import { catalogue, dispatch, type Payload, payment, user } from '@shop/contracts';
import { HandleEvent } from '@shop/messaging';
import { AuditStore } from './audit.store.ts';

/** What the shop's people did, here with orders and in other services, for the audit log. */
@Controller()
export class AuditMessages {
  constructor(private readonly audit: AuditStore) {}

  @HandleEvent(dispatch.staffActed)
  staffActed(entry: Payload<typeof dispatch.staffActed>) {
    return this.audit.note(entry);
  }

  @HandleEvent(user.roleChanged)
  roleChanged({ actId, at, by, accountId, name, before, after, reason }: Payload<typeof user.roleChanged>) {
    const facts = { name, before: before ?? 'none', after: after ?? 'none' };
    return this.audit.note({
      id: actId,
      at,
      who: by,
      what: 'role-changed',
      subject: accountId,
      reason,
      facts,
    });
  }

  @HandleEvent(catalogue.stockAdjusted)
  stockAdjusted({ actId, at, by, sku, change, reason }: Payload<typeof catalogue.stockAdjusted>) {
    return this.audit.note({
      id: actId,
      at,
      who: by,
      what: 'stock-adjusted',
      subject: sku,
      reason,
      facts: { change: change > 0 ? `+${change}` : String(change) },
    });
  }

  @HandleEvent(payment.rateChanged)
  rateChanged({ actId, at, by, currency, before, after }: Payload<typeof payment.rateChanged>) {
    const facts = { before: before === null ? 'none' : rate(before), after: rate(after) };
    return this.audit.note({ id: actId, at, who: by, what: 'rate-changed', subject: currency, facts });
  }
}

/** What a euro was worth, and the day that is of: `1.152 (2026-11-20)`. */
const rate = ({ micros, day }: Payload<typeof payment.rateChanged>['after']): string =>
  `${micros / 1_000_000} (${day})`;
