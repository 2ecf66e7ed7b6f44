import { Controller } from '@nestjs/common';
import { catalogue, type Input } from '@shop/contracts';
import { Implements } from '@shop/service';
import { AttributeService } from './attribute.service.ts';

@Controller()
export class AttributeController {
  constructor(private readonly attributes: AttributeService) {}

  @Implements(catalogue.listAttributes)
  async list(_: Input<typeof catalogue.listAttributes>) {
    return { items: await this.attributes.list() };
  }

  @Implements(catalogue.nameAttribute)
  say({ body }: Input<typeof catalogue.nameAttribute>) {
    return this.attributes.say(body);
  }
}
