import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { AuditStore } from './audit.store.ts';
import { DeadLetterService } from './dead-letter.service.ts';
import { FiguresService } from './figures.service.ts';
import { StockAuditService } from './stock-audit.service.ts';
import { StoryService } from './story.service.ts';
import { StuckService } from './stuck.service.ts';

/** What operators see and do. */
@Controller()
export class OperationsController {
  constructor(
    private readonly letters: DeadLetterService,
    private readonly audit: AuditStore,
    private readonly stories: StoryService,
    private readonly stuck: StuckService,
    private readonly stock: StockAuditService,
    private readonly counted: FiguresService,
  ) {}

  @Implements(dispatch.listDeadLetters)
  list({ query }: Input<typeof dispatch.listDeadLetters>) {
    return this.letters.list(query);
  }

  @Implements(dispatch.showDeadLetter)
  show({ params }: Input<typeof dispatch.showDeadLetter>) {
    return this.letters.show(params);
  }

  @Implements(dispatch.replayDeadLetter)
  replay({ params, body }: Input<typeof dispatch.replayDeadLetter>, @CurrentShopper() admin: user.Shopper) {
    return this.letters.replay(params, admin, body.reason);
  }

  @Implements(dispatch.replayDeadLetters)
  replayAll(
    { params, body }: Input<typeof dispatch.replayDeadLetters>,
    @CurrentShopper() admin: user.Shopper,
  ) {
    return this.letters.replayAll(params.service, admin, body.reason);
  }

  @Implements(dispatch.dropDeadLetter)
  drop({ params, body }: Input<typeof dispatch.dropDeadLetter>, @CurrentShopper() admin: user.Shopper) {
    return this.letters.drop(params, admin, body.reason);
  }

  @Implements(dispatch.getStory)
  tell({ params }: Input<typeof dispatch.getStory>) {
    return this.stories.tell(params.orderId);
  }

  @Implements(dispatch.listStuckOrders)
  listStuck({ query }: Input<typeof dispatch.listStuckOrders>) {
    return this.stuck.list(query);
  }

  @Implements(dispatch.auditStock)
  auditStock(_: Input<typeof dispatch.auditStock>) {
    return this.stock.audit();
  }

  @Implements(dispatch.getFigures)
  figures({ query }: Input<typeof dispatch.getFigures>) {
    return this.counted.figures(query.days);
  }

  @Implements(dispatch.listAudit)
  async audited({ query: { page, size, what, subject } }: Input<typeof dispatch.listAudit>) {
    const filter = { ...(what === undefined ? {} : { what }), ...(subject === undefined ? {} : { subject }) };
    return { ...(await this.audit.list(filter, { page, size })), page, size };
  }
}
