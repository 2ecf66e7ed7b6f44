import { type DynamicModule, Module } from '@nestjs/common';
import { HealthRegistry } from '@shop/health';
import { MessagingModule, OutboxRelay } from '@shop/messaging';
import { CoreModule, Opening } from '@shop/service';
import { AttributeController } from './attributes/attribute.controller.ts';
import { AttributeService } from './attributes/attribute.service.ts';
import { AttributeStore } from './attributes/attribute.store.ts';
import { CategoryController } from './categories/category.controller.ts';
import { CategoryService } from './categories/category.service.ts';
import { CategoryStore } from './categories/category.store.ts';
import type { Env } from './env.ts';
import { Mongo } from './mongo.store.ts';
import { pictureFiles } from './pictures/choose.ts';
import { PictureController } from './pictures/picture.controller.ts';
import { PictureService } from './pictures/picture.service.ts';
import { PictureFiles } from './pictures/picture-files.ts';
import { ProductController } from './product.controller.ts';
import { ProductService } from './product.service.ts';
import { ProductStore } from './product.store.ts';
import { ReservationService } from './reservation.service.ts';
import { ReservationStore } from './reservation.store.ts';
import { Freshness } from './search/freshness.service.ts';
import { searchProviders } from './search/search.providers.ts';
import { SearchServerLink } from './search/search-server.service.ts';
import { Startup } from './startup.service.ts';
import { StockController } from './stock.controller.ts';
import { StockService } from './stock.service.ts';
import { StockStore } from './stock.store.ts';
import { Sweeper } from './sweeper.service.ts';

@Module({})
export class CatalogueModule {
  static with(env: Env): DynamicModule {
    return {
      module: CatalogueModule,
      imports: [
        CoreModule.forRoot('catalogue', env),
        MessagingModule.forRoot({ service: 'catalogue', url: env.AMQP_URL }),
      ],
      controllers: [
        ProductController,
        CategoryController,
        AttributeController,
        PictureController,
        StockController,
      ],
      providers: [
        {
          provide: Mongo,
          useFactory: (health: HealthRegistry) =>
            new Mongo({ url: env.MONGO_URL, allowStandIn: env.ALLOW_STAND_IN, health }),
          inject: [HealthRegistry],
        },
        { provide: AttributeStore, useFactory: (mongo: Mongo) => new AttributeStore(mongo), inject: [Mongo] },
        { provide: CategoryStore, useFactory: (mongo: Mongo) => new CategoryStore(mongo), inject: [Mongo] },
        { provide: ProductStore, useFactory: (mongo: Mongo) => new ProductStore(mongo), inject: [Mongo] },
        {
          provide: ReservationStore,
          useFactory: (mongo: Mongo) => new ReservationStore(mongo),
          inject: [Mongo],
        },
        {
          provide: StockStore,
          useFactory: (products: ProductStore) => new StockStore(products),
          inject: [ProductStore],
        },
        ...searchProviders(env),
        Freshness,
        { provide: PictureFiles, useFactory: () => pictureFiles(env) },
        AttributeService,
        CategoryService,
        PictureService,
        ProductService,
        ReservationService,
        StockService,
        Sweeper,
        {
          provide: Startup,
          useFactory: (
            mongo: Mongo,
            freshness: Freshness,
            sweeper: Sweeper,
            relay: OutboxRelay,
            opening: Opening,
            searchServer?: SearchServerLink,
          ) => new Startup({ env, mongo, freshness, sweeper, relay, opening, searchServer }),
          inject: [
            Mongo,
            Freshness,
            Sweeper,
            OutboxRelay,
            Opening,
            { token: SearchServerLink, optional: true },
          ],
        },
      ],
    };
  }
}
