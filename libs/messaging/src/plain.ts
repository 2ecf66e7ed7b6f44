// What works without Nest, for the web gateway and for tools.
export type { DeadLetter } from './dead-letter.ts';
export { detailOf, factsOf, letterOf, orderIn } from './dead-letter.view.ts';
export { DeadLetters, DeadLettersBusy } from './dead-letters.ts';
export { PublishFailed, Unroutable } from './errors.ts';
export { Listener, type ListenerOptions } from './listener.ts';
