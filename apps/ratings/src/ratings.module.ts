import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { HealthRegistry } from '@shop/health';
import { MessagingModule } from '@shop/messaging';
import { CoreModule, limitMysql, log, mysqlLimits, Opening } from '@shop/service';
import { DataSource } from 'typeorm';
import { databaseOptions, openStore } from './database.store.ts';
import type { Env } from './env.ts';
import { RatingsController } from './ratings.controller.ts';
import { RatingsService } from './ratings.service.ts';
import { ReviewStore } from './review.store.ts';
import { VoteStore } from './vote.store.ts';

const CATALOGUE_PAUSE_MS = 1_000;
const ENV = Symbol('ENV');

@Module({})
export class RatingsModule implements OnApplicationBootstrap, OnModuleDestroy {
  private again: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectDataSource() private readonly source: DataSource,
    private readonly ratings: RatingsService,
    private readonly reviews: ReviewStore,
    private readonly opening: Opening,
    health: HealthRegistry,
  ) {
    health.add({ name: 'mysql', critical: true, check: () => source.query('SELECT 1') });
  }

  static with(env: Env): DynamicModule {
    return {
      module: RatingsModule,
      imports: [
        CoreModule.forRoot('ratings', env, { catalogue: env.CATALOGUE_URL }),
        MessagingModule.forRoot({ service: 'ratings', url: env.AMQP_URL }),
        TypeOrmModule.forRoot({ ...databaseOptions(env), ...mysqlLimits, manualInitialization: true }),
      ],
      controllers: [RatingsController],
      providers: [RatingsService, ReviewStore, VoteStore, { provide: ENV, useValue: env }],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.opening.store('mysql', () => this.prepare());
  }

  private async prepare(): Promise<void> {
    const store = await openStore(this.env);
    await store.migrate().finally(() => store.close());
    if (!this.source.isInitialized) await this.source.initialize();
    limitMysql(this.source);
    this.reviews.startRelay();
    if (this.env.DEMO_DATA === '1') this.addDemoReviews();
  }

  onModuleDestroy(): void {
    clearTimeout(this.again);
  }

  /** Waits for the catalogue: it has to be there to hear of the averages. */
  private addDemoReviews(): void {
    this.ratings.addDemoReviews().catch((error: unknown) => {
      log.debug({ err: error }, 'no demo reviews yet, trying again');
      this.again = setTimeout(() => this.addDemoReviews(), CATALOGUE_PAUSE_MS);
    });
  }
}
