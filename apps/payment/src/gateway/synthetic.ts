import type { AuthoriseRequest, Gateway, Handle, Result, View } from './gateway.ts';

/**
 * Stands where a provider would for synthetic orders: says yes, calls nobody, remembers nothing. It is on no list and no
 * name leads to it, only the mark that a payment was opened with.
 */
export class SyntheticGateway implements Gateway {
  readonly id = 'synthetic';
  readonly name = 'None';
  readonly fieldsUrl = '';

  async authorise({ reference }: AuthoriseRequest): Promise<Result> {
    return { is: 'authorised', handle: { id: reference }, card: { brand: 'synthetic', last4: '0000' } };
  }

  async resume(handle: Handle): Promise<Result> {
    return { is: 'authorised', handle };
  }

  async capture(): Promise<Result> {
    return { is: 'done' };
  }

  async void(): Promise<Result> {
    return { is: 'done' };
  }

  async refund(): Promise<Result> {
    return { is: 'done' };
  }

  /** As if everything had been approved and nothing more been done: what was interrupted is then done once more. */
  async query(reference: string): Promise<View> {
    return { is: 'authorised', handle: { id: reference }, amount: 0, captured: 0, refunded: 0 };
  }

  /** Nobody sends notices. */
  read(): undefined {
    return undefined;
  }
}
