import { z } from 'zod';
import { Issue } from './issue.ts';

/**
 * Every error a client can meet: its HTTP status and the sentence a shopper reads. The code is the contract, the
 * sentence is not.
 */
export const errors = {
  invalid_request: [400, 'Something in that form is not right. Please check it and try again.'],
  invalid_json: [400, 'The request could not be read.'],
  idempotency_key_missing: [400, 'The request needs an Idempotency-Key header.'],
  not_signed_in: [401, 'Please sign in first.'],
  token_expired: [401, 'Your session has run out. Please sign in again.'],
  wrong_credentials: [401, 'That name and password do not match.'],
  session_revoked: [401, 'Your session was ended. Please sign in again.'],
  webhook_signature_invalid: [401, 'The signature of this notice is not valid.'],
  not_allowed: [403, 'You are not allowed to do that.'],
  second_person_needed: [403, 'You asked for this refund yourself: somebody else has to agree to it.'],
  synthetic_refused: [403, 'Only the shop itself can place a trial order.'],
  cross_origin: [403, 'That request came from another site and was refused.'],
  route_not_found: [404, 'There is no such page.'],
  product_not_found: [404, 'We do not have that product.'],
  product_gone: [410, 'We do not sell that product any more.'],
  category_not_found: [404, 'We do not have that category.'],
  picture_not_found: [404, 'That picture is not there any more.'],
  order_not_found: [404, 'We cannot find that order.'],
  address_not_found: [404, 'We cannot find that address.'],
  account_not_found: [404, 'We cannot find that account.'],
  return_not_found: [404, 'We cannot find that return.'],
  refund_not_found: [404, 'We cannot find that refund.'],
  review_not_found: [404, 'We cannot find that review.'],
  session_not_found: [404, 'That session has ended already.'],
  wishlist_not_found: [404, 'There is no wishlist behind that link any more.'],
  country_not_found: [404, 'We do not know that country.'],
  city_not_found: [404, 'We do not know that city.'],
  shipment_not_found: [404, 'We cannot find that parcel.'],
  payment_not_found: [404, 'There is no payment for that order.'],
  gateway_not_found: [404, 'We do not know that payment provider.'],
  dead_letter_not_found: [404, 'That dead letter is not there any more.'],
  line_not_found: [404, 'That product is not in your cart.'],
  promotion_not_found: [404, 'That promotion is not there.'],
  promotion_unknown: [404, 'We do not know that code. Please look for a slip of the finger.'],
  method_not_allowed: [405, 'That cannot be done here.'],
  email_taken: [409, 'There is already an account with that e-mail address. Sign in instead.'],
  name_taken: [409, 'That user name is taken. Please choose another.'],
  sku_taken: [409, 'There is already a product with that SKU.'],
  promotion_code_taken: [409, 'There is already a promotion with that code.'],
  promotion_not_yet: [409, 'That code does not count yet.'],
  promotion_over: [409, 'That code does not count any more.'],
  promotion_used_up: [409, 'That code was used as often as it can be.'],
  promotion_used_by_you: [409, 'You have used that code already.'],
  promotion_subtotal_too_small: [409, 'Your cart does not come to enough for that code yet.'],
  promotion_nothing_qualifies: [409, 'That code counts for nothing in your cart.'],
  category_taken: [409, 'There is already a category with that address.'],
  category_not_empty: [409, 'There is still something in that category. Move it elsewhere first.'],
  too_many_pictures: [409, 'A product has 8 pictures at the most. Take one away first.'],
  pictures_not_kept: [409, 'This shop has no place for pictures yet: its operator has to set one up.'],
  out_of_stock: [409, 'Sorry, that is sold out.'],
  not_enough_stock: [409, 'Sorry, we do not have that many left.'],
  cart_changed: [409, 'Your cart was changed in another window. Please look at it again.'],
  cart_empty: [409, 'Your cart is empty.'],
  cart_full: [409, 'Your cart is full: it holds 50 different products.'],
  price_changed: [
    409,
    'A price or the stock has changed since you saw it. Please look again before you pay.',
  ],
  request_in_progress: [409, 'This is being worked on already. Please wait a moment.'],
  dead_letters_busy: [409, 'Somebody else is at these dead letters. Please try again in a moment.'],
  order_not_cancellable: [409, 'This order is on its way already and cannot be cancelled.'],
  order_not_refundable: [409, 'There is nothing to refund on this order.'],
  refund_too_large: [409, 'That is more than is left to pay back on this order.'],
  refund_decided: [409, 'That refund was decided on already.'],
  return_decided: [409, 'That return has moved on already. Please look at it again.'],
  not_returnable: [409, 'That cannot be sent back, or not any more.'],
  stock_below_zero: [409, 'That would take the stock below zero.'],
  too_many_addresses: [409, 'You have saved the most addresses we keep. Delete one first.'],
  wishlist_full: [409, 'Your wishlist is full: it holds 100 products.'],
  own_role: [409, 'Another admin has to change your own role.'],
  own_review: [409, 'You cannot vote for your own review.'],
  link_expired: [410, 'This link was used already, or is too old. Please ask for a new one.'],
  order_link_expired: [
    410,
    'This link has run out. Sign in to see your order, or write to us with its number.',
  ],
  body_too_large: [413, 'That is too large.'],
  unsupported_media_type: [415, 'Please send JSON, or a form where a file is asked for.'],
  family_unfit: [422, 'The product lacks an attribute that its family is told apart by.'],
  category_parent_unfit: [422, 'A category cannot be put there: there are two levels, no more.'],
  picture_unreadable: [
    422,
    'That file is no picture we can read. Please send a whole JPEG, PNG, WebP or AVIF.',
  ],
  picture_too_large: [422, 'That picture is too large: 5 MB, 40 megapixels and sides of 4 to 1 at the most.'],
  idempotency_key_reused: [
    422,
    'This order was changed after it was sent. Please start again from your cart.',
  ],
  quote_invalid: [422, 'This offer is not one of ours. Please start again from your cart.'],
  quote_expired: [422, 'This offer has run out. Please look at the prices again.'],
  destination_mismatch: [422, 'The address is not in the city the delivery was priced for.'],
  password_too_common: [422, 'That password is one of the first anybody would guess. Please choose another.'],
  wrong_email: [422, 'That is not the e-mail address this order was made with.'],
  wrong_password: [422, 'That is not your current password.'],
  shipping_unavailable: [422, 'We cannot deliver there by that service.'],
  too_many_requests: [429, 'That was a lot at once. Please wait a moment and try again.'],
  too_many_attempts: [429, 'Too many tries. Please wait a few minutes and try again.'],
  internal_error: [500, 'Something went wrong on our side. Nothing was charged. Please try again.'],
  service_unavailable: [503, 'A part of the shop is taking a break. Please try again in a moment.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ErrorCode = keyof typeof errors;

/** The HTTP status that goes with a code. */
export const statusOf = (code: ErrorCode): number => errors[code][0];

/** The sentence a shopper reads; for a code we do not know, a general one. */
export const sentenceOf = (code: string): string =>
  code in errors ? errors[code as ErrorCode][1] : errors.internal_error[1];

/** RFC 9457 problem details, with a stable code and the trace id an operator can search for. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  traceId: z.string().optional(),
  issues: z.array(Issue).optional(),
  /** What differs, for `price_changed`; seconds to wait, for `too_many_attempts`: readable facts of this problem. */
  facts: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;
