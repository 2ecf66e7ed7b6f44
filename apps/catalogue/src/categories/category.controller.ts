import { Controller } from '@nestjs/common';
import { catalogue, type Input, type Payload } from '@shop/contracts';
import { HandleEvent } from '@shop/messaging';
import { Implements } from '@shop/service';
import { CategoryService } from './category.service.ts';

@Controller()
export class CategoryController {
  constructor(private readonly categories: CategoryService) {}

  @Implements(catalogue.listCategories)
  async list(_: Input<typeof catalogue.listCategories>) {
    return { items: await this.categories.list() };
  }

  @Implements(catalogue.createCategory)
  create({ body }: Input<typeof catalogue.createCategory>) {
    return this.categories.create(body);
  }

  @Implements(catalogue.updateCategory)
  update({ params, body }: Input<typeof catalogue.updateCategory>) {
    return this.categories.update(params.slug, body);
  }

  @Implements(catalogue.deleteCategory)
  remove({ params }: Input<typeof catalogue.deleteCategory>) {
    return this.categories.remove(params.slug);
  }

  @HandleEvent(catalogue.categoryChanged, { every: 'replica' })
  async refresh(_: Payload<typeof catalogue.categoryChanged>): Promise<void> {
    this.categories.forget();
  }
}
