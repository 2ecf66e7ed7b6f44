import { Controller } from '@nestjs/common';
import { catalogue, type Input, type Payload, ratings } from '@shop/contracts';
import { HandleEvent } from '@shop/messaging';
import { Implements } from '@shop/service';
import { ProductService } from './product.service.ts';
import { Freshness } from './search/freshness.service.ts';

@Controller()
export class ProductController {
  constructor(
    private readonly products: ProductService,
    private readonly freshness: Freshness,
  ) {}

  @Implements(catalogue.listProducts)
  list({ query }: Input<typeof catalogue.listProducts>) {
    return this.products.list(query);
  }

  @Implements(catalogue.searchProducts)
  search({ query }: Input<typeof catalogue.searchProducts>) {
    return this.products.search(query);
  }

  @Implements(catalogue.suggestProducts)
  suggest({ query }: Input<typeof catalogue.suggestProducts>) {
    return this.products.suggest(query.q);
  }

  @Implements(catalogue.getProduct)
  get({ params }: Input<typeof catalogue.getProduct>) {
    return this.products.get(params.sku);
  }

  @Implements(catalogue.listAvailable)
  available({ query }: Input<typeof catalogue.listAvailable>) {
    return this.products.available(query.sku);
  }

  @Implements(catalogue.findProducts)
  findAll({ query }: Input<typeof catalogue.findProducts>) {
    return this.products.findAll(query.sku);
  }

  @Implements(catalogue.createProduct)
  create({ body }: Input<typeof catalogue.createProduct>) {
    return this.products.create(body);
  }

  @Implements(catalogue.updateProduct)
  update({ params, body }: Input<typeof catalogue.updateProduct>) {
    return this.products.update(params.sku, body);
  }

  @Implements(catalogue.deleteProduct)
  remove({ params }: Input<typeof catalogue.deleteProduct>) {
    return this.products.remove(params.sku);
  }

  @HandleEvent(ratings.averageChanged)
  rate(average: Payload<typeof ratings.averageChanged>) {
    return this.products.rate(average);
  }

  @HandleEvent(catalogue.productChanged, { every: 'replica' })
  refresh({ sku }: Payload<typeof catalogue.productChanged>) {
    return this.freshness.refresh(sku);
  }
}
