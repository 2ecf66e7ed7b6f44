import { Controller, Header } from '@nestjs/common';
import { catalogue, type Input } from '@shop/contracts';
import { Implements } from '@shop/service';
import { PictureService } from './picture.service.ts';

@Controller()
export class PictureController {
  constructor(private readonly pictures: PictureService) {}

  @Implements(catalogue.addPicture)
  add({ params, body }: Input<typeof catalogue.addPicture>) {
    return this.pictures.add(params.sku, body);
  }

  @Implements(catalogue.arrangePictures)
  arrange({ params, body }: Input<typeof catalogue.arrangePictures>) {
    return this.pictures.arrange(params.sku, body.items);
  }

  @Implements(catalogue.getPicture)
  @Header('cache-control', 'public, max-age=31536000, immutable')
  @Header('x-content-type-options', 'nosniff')
  async get({ params }: Input<typeof catalogue.getPicture>) {
    return { type: 'image/webp', bytes: await this.pictures.file(params.file) };
  }
}
