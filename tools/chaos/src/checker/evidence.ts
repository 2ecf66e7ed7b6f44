/** Where the checker looks. Addresses of the stores themselves, not of the fault proxy; none of a service. */
export interface Witnesses {
  /** MongoDB, with the right to read the databases `user`, `catalogue`, `payment` and `dispatch`. */
  readonly mongoUrl: string;
  /** MySQL, with the right to read the databases `shipping` and `ratings`. */
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
  /** The payment provider, which keeps a ledger of its own: `GET /_ledger`. */
  readonly psp: string;
  /** The mailbox's REST API: `GET /api/email`. */
  readonly mailbox: string;
}

/** Stock as it was before the first shopper came, by SKU: what `available + holds + sold` must still be. */
export type Stocked = ReadonlyMap<string, number>;
