import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, MongooseModule } from '@nestjs/mongoose';
import { HealthRegistry } from '@shop/health';
import { DeadLetters, MessagingModule } from '@shop/messaging';
import {
  CoreModule,
  migrate,
  mongoOptions,
  Opening,
  openMongo,
  pingMongo,
  refuseStandIn,
} from '@shop/service';
import type { Connection } from 'mongoose';
import type { Env } from './env.ts';
import { MailMessages } from './mail/mail.messages.ts';
import { MailDocument, MailSchema } from './mail/mail.schema.ts';
import { MailStore } from './mail/mail.store.ts';
import { MailWorker } from './mail/mail.worker.ts';
import { Postman } from './mail/postman.ts';
import { migrations } from './migrations.ts';
import { AuditMessages } from './operations/audit.messages.ts';
import { AuditDocument, AuditSchema } from './operations/audit.schema.ts';
import { AuditStore } from './operations/audit.store.ts';
import { DeadLetterService } from './operations/dead-letter.service.ts';
import { FiguresService } from './operations/figures.service.ts';
import { FiguresStore } from './operations/figures.store.ts';
import { FindingsStore } from './operations/findings.store.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { StockAuditService } from './operations/stock-audit.service.ts';
import { StoryService } from './operations/story.service.ts';
import { StuckService } from './operations/stuck.service.ts';
import { AfterSaleController } from './order/after-sale.controller.ts';
import { AfterSaleService } from './order/after-sale.service.ts';
import { AfterSaleStore } from './order/after-sale.store.ts';
import { Doorbell } from './order/doorbell.store.ts';
import { OrderController } from './order/order.controller.ts';
import { OrderFeed } from './order/order.feed.ts';
import { OrderMessages } from './order/order.messages.ts';
import { OrderDocument, OrderSchema } from './order/order.schema.ts';
import { OrderService } from './order/order.service.ts';
import { OrderStore } from './order/order.store.ts';
import { OrderSweeper } from './order/order.sweeper.ts';
import { faultsOf, next } from './order/states.ts';
import { PromotionGuessStore } from './promotion/guess.store.ts';
import { PromotionController } from './promotion/promotion.controller.ts';
import {
  PromotionDocument,
  PromotionGuessDocument,
  PromotionGuessSchema,
  PromotionSchema,
  PromotionUseDocument,
  PromotionUseSchema,
} from './promotion/promotion.schema.ts';
import { PromotionService } from './promotion/promotion.service.ts';
import { PromotionStore } from './promotion/promotion.store.ts';
import { PromotionUseStore } from './promotion/use.store.ts';
import { UseSweeper } from './promotion/use.sweeper.ts';
import { QuoteController } from './quote/quote.controller.ts';
import { QuoteService } from './quote/quote.service.ts';
import { QuoteTokens } from './quote/quote-tokens.ts';
import { Settings } from './settings.ts';
import { SyntheticMark } from './synthetic.ts';

const ENV = Symbol('ENV');

@Module({})
export class DispatchModule implements OnModuleInit {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectConnection() private readonly connection: Connection,
    private readonly opening: Opening,
    private readonly orders: OrderStore,
    private readonly promotions: PromotionStore,
    health: HealthRegistry,
  ) {
    health.add({ name: 'mongodb', critical: true, check: () => pingMongo(connection) });
  }

  static with(env: Env): DynamicModule {
    return {
      module: DispatchModule,
      imports: [
        CoreModule.forRoot('dispatch', env, {
          cart: env.CART_URL,
          catalogue: env.CATALOGUE_URL,
          payment: env.PAYMENT_URL,
          shipping: env.SHIPPING_URL,
          user: env.USER_URL,
        }),
        MessagingModule.forRoot({ service: 'dispatch', url: env.AMQP_URL }),
        MongooseModule.forRoot(env.MONGO_URL, mongoOptions),
        MongooseModule.forFeature([
          { name: OrderDocument.name, schema: OrderSchema },
          { name: MailDocument.name, schema: MailSchema },
          { name: AuditDocument.name, schema: AuditSchema },
          { name: PromotionDocument.name, schema: PromotionSchema },
          { name: PromotionUseDocument.name, schema: PromotionUseSchema },
          { name: PromotionGuessDocument.name, schema: PromotionGuessSchema },
        ]),
      ],
      controllers: [
        QuoteController,
        PromotionController,
        OrderController,
        AfterSaleController,
        OrderMessages,
        MailMessages,
        OperationsController,
        AuditMessages,
      ],
      providers: [
        { provide: ENV, useValue: env },
        { provide: Settings, useFactory: () => new Settings(env) },
        { provide: QuoteTokens, useFactory: () => new QuoteTokens(env.QUOTE_SECRET) },
        { provide: DeadLetters, useFactory: () => new DeadLetters(env.AMQP_URL) },
        SyntheticMark,
        PromotionStore,
        PromotionUseStore,
        PromotionGuessStore,
        PromotionService,
        UseSweeper,
        QuoteService,
        OrderStore,
        Doorbell,
        AfterSaleStore,
        AfterSaleService,
        OrderService,
        OrderFeed,
        OrderSweeper,
        MailStore,
        MailWorker,
        Postman,
        AuditStore,
        DeadLetterService,
        FindingsStore,
        FiguresStore,
        FiguresService,
        StoryService,
        StuckService,
        StockAuditService,
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    const faults = faultsOf(next);
    if (faults.length > 0) throw new Error(`the table of order states is wrong: ${faults.join('; ')}`);
    await this.opening.store('mongodb', () => this.prepare());
  }

  private async prepare(): Promise<void> {
    await openMongo(this.connection, this.env.MONGO_URL);
    await refuseStandIn(this.connection.db, this.env.ALLOW_STAND_IN === '1');
    await migrate(this.connection.collection('migrations') as never, migrations(this.connection));
    this.orders.startRelay();
    this.promotions.startRelay();
  }
}
