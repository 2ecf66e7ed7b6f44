import { Injectable } from '@nestjs/common';
import { type catalogue, done, type Input } from '@shop/contracts';
import { OutboxRelay } from '@shop/messaging';
import { Freshness } from '../search/freshness.service.ts';
import { SearchIndex } from '../search/search.ts';
import { AttributeStore } from './attribute.store.ts';
import { attributeList, saidOf } from './attribute.ts';

/** What products say of themselves: put into other words by merchants, counted by the index. */
@Injectable()
export class AttributeService {
  constructor(
    private readonly store: AttributeStore,
    private readonly index: SearchIndex,
    private readonly freshness: Freshness,
    private readonly relay: OutboxRelay,
  ) {}

  async list(): Promise<catalogue.Attribute[]> {
    this.freshness.assertReady();
    const [stored, found] = await Promise.all([
      this.store.all(),
      this.index.find({ attributes: new Map(), sort: 'name', page: 1, size: 1 }),
    ]);
    return attributeList(stored, found?.facets ?? []);
  }

  async say({ name, ...details }: Input<typeof catalogue.nameAttribute>['body']) {
    await this.store.say(name, saidOf(details));
    this.relay.wake();
    return done;
  }
}
