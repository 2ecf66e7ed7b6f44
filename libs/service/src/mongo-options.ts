/** The part of it that the driver knows, for a connection without Nest around it. */
export const mongoDriverOptions = {
  serverSelectionTimeoutMS: 2_500,
  socketTimeoutMS: 10_000,
  autoIndex: false,
  writeConcern: { w: 'majority' as const, journal: true },
};

/**
 * How a service holds on to its MongoDB: an answer counts once a majority has it in the journal, a store that is away
 * is noticed within seconds (times in milliseconds) and waited for without end. For MongooseModule.forRoot.
 */
export const mongoOptions = {
  ...mongoDriverOptions,
  retryAttempts: 1_000_000,
  retryDelay: 500,
};
