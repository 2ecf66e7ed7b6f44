// What works without Nest, for tools that have none.
export type { DeadLetter } from './dead-letter.ts';
export { detailOf, factsOf, letterOf, orderIn } from './dead-letter.view.ts';
export { DeadLetters, DeadLettersBusy } from './dead-letters.ts';
export { PublishFailed, Unroutable } from './errors.ts';
