import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { dispatch, type Input, type Payload, ratings, user } from '@shop/contracts';
import { HandleEvent } from '@shop/messaging';
import { Implements } from '@shop/service';
import { RatingsService } from './ratings.service.ts';
import { VoteStore } from './vote.store.ts';

@Controller()
export class RatingsController {
  constructor(
    private readonly service: RatingsService,
    private readonly votes: VoteStore,
  ) {}

  @Implements(ratings.listReviews)
  list({ params, query }: Input<typeof ratings.listReviews>) {
    return this.service.list(params.sku, query);
  }

  @Implements(ratings.getMyReview)
  mine({ params }: Input<typeof ratings.getMyReview>, @CurrentShopper() shopper: user.Shopper) {
    return this.service.mine(shopper, params.sku);
  }

  @Implements(ratings.putMyReview)
  put({ params, body }: Input<typeof ratings.putMyReview>, @CurrentShopper() shopper: user.Shopper) {
    return this.service.put(shopper, params.sku, body);
  }

  @Implements(ratings.deleteMyReview)
  deleteMine({ params }: Input<typeof ratings.deleteMyReview>, @CurrentShopper() shopper: user.Shopper) {
    return this.service.deleteMine(shopper, params.sku);
  }

  @Implements(ratings.listMyReviews)
  allMine({ query }: Input<typeof ratings.listMyReviews>, @CurrentShopper() shopper: user.Shopper) {
    return this.service.allMine(shopper, query);
  }

  @Implements(ratings.listMyVotes)
  async myVotes({ params }: Input<typeof ratings.listMyVotes>, @CurrentShopper() shopper: user.Shopper) {
    return { reviewIds: await this.votes.of(params.sku, shopper.id) };
  }

  @Implements(ratings.voteHelpful)
  async vote({ params }: Input<typeof ratings.voteHelpful>, @CurrentShopper() shopper: user.Shopper) {
    return { helpful: await this.votes.vote(params.reviewId, shopper.id) };
  }

  @Implements(ratings.takeVoteBack)
  async takeBack({ params }: Input<typeof ratings.takeVoteBack>, @CurrentShopper() shopper: user.Shopper) {
    return { helpful: await this.votes.takeBack(params.reviewId, shopper.id) };
  }

  @Implements(ratings.reportReview)
  report({ params, body }: Input<typeof ratings.reportReview>, @CurrentShopper() shopper: user.Shopper) {
    return this.service.report(shopper, params.reviewId, body.reason);
  }

  @Implements(ratings.listForModeration)
  forModeration({ query }: Input<typeof ratings.listForModeration>) {
    return this.service.forModeration(query);
  }

  @Implements(ratings.moderateReview)
  moderate({ params, body }: Input<typeof ratings.moderateReview>) {
    return this.service.moderate(params.reviewId, body.status);
  }

  @HandleEvent(dispatch.orderDispatched)
  orderDispatched(order: Payload<typeof dispatch.orderDispatched>) {
    return this.service.bought(order);
  }

  @HandleEvent(user.deleted)
  accountDeleted({ accountId }: Payload<typeof user.deleted>) {
    return this.service.forget(accountId);
  }
}
