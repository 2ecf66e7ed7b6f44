import { Injectable } from '@nestjs/common';
import { dispatch, type Input, type Output, Problem, type user } from '@shop/contracts';
import { type DeadLetter, DeadLetters, DeadLettersBusy, detailOf, factsOf, letterOf } from '@shop/messaging';
import { log } from '@shop/service';
import { type Act, AuditStore } from './audit.store.ts';

type Which = Input<typeof dispatch.showDeadLetter>['params'];

/** Dead letters of all services, and what an admin does with them. */
@Injectable()
export class DeadLetterService {
  constructor(
    private readonly letters: DeadLetters,
    private readonly audit: AuditStore,
  ) {}

  /** Throws service_unavailable when the broker does not answer, dead_letters_busy when somebody else is at it. */
  async list({ service, limit }: Input<typeof dispatch.listDeadLetters>['query']) {
    const asked = service === undefined ? dispatch.Listener.options : [service];
    return this.atBroker(async (): Promise<Output<typeof dispatch.listDeadLetters>> => {
      const { depths, unrouted } = await this.letters.depths(dispatch.Listener.options);
      // Also where the broker counts none: it leaves out those that somebody else has in hand, who gives them back in a moment.
      const looked = limit === 0 ? [] : asked.filter((one) => depths.has(one));
      const found = await Promise.all(looked.map((one) => this.letters.list(one, { limit })));
      const items = found.flatMap((some) => some.items.map(letterOf));
      for (const [n, one] of looked.entries()) depths.set(one, found[n]?.depth ?? 0);
      const services = dispatch.Listener.options.flatMap((one) => {
        const depth = depths.get(one);
        return depth === undefined ? [] : [{ service: one, depth }];
      });
      const total = services.reduce((sum, { depth }) => sum + depth, 0);
      return { services, total, unrouted, items };
    });
  }

  /** Throws dead_letter_not_found. */
  async show({ service, id }: Which): Promise<dispatch.DeadLetterDetail> {
    const letter = await this.atBroker(() => this.letters.show(service, id));
    if (letter === undefined) throw new Problem('dead_letter_not_found');
    return detailOf(letter);
  }

  /** Throws dead_letter_not_found. */
  async replay({ service, id }: Which, admin: user.Shopper, reason: string | undefined) {
    const replayed = await this.atBroker(() =>
      this.letters.replay(service, { id }, (letters) =>
        this.note(admin, 'dead-letter-replayed', letters, reason),
      ),
    );
    if (replayed.length === 0) throw new Problem('dead_letter_not_found');
    return { replayed: replayed.length };
  }

  async replayAll(service: dispatch.Listener, admin: user.Shopper, reason: string | undefined) {
    const note = async (letters: DeadLetter[]): Promise<void> => {
      if (letters.length === 0) return;
      const facts = { letters: String(letters.length) };
      await this.audit.add(admin, [{ what: 'dead-letters-replayed', subject: service, reason, facts }]);
    };
    const replayed = await this.atBroker(() => this.letters.replay(service, 'all', note));
    log.info({ service, replayed: replayed.length, by: admin.id }, 'dead letters replayed');
    return { replayed: replayed.length };
  }

  /** Throws dead_letter_not_found. */
  async drop({ service, id }: Which, admin: user.Shopper, reason: string) {
    const dropped = await this.atBroker(() =>
      this.letters.drop(service, id, (letters) => this.note(admin, 'dead-letter-dropped', letters, reason)),
    );
    if (dropped.length === 0) throw new Problem('dead_letter_not_found');
    log.warn({ service, id, by: admin.id }, 'a dead letter was dropped');
    return { dropped: dropped.length };
  }

  private note(
    admin: user.Shopper,
    what: Act['what'],
    letters: DeadLetter[],
    reason: string | undefined,
  ): Promise<void> {
    const acts = letters.map((letter) => ({
      what,
      subject: `${letter.service}/${letter.id}`,
      reason,
      facts: factsOf(letter),
    }));
    return this.audit.add(admin, acts);
  }

  private async atBroker<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof DeadLettersBusy) throw new Problem('dead_letters_busy', { cause: error });
      log.warn({ err: error }, 'the dead letters cannot be reached');
      throw new Problem('service_unavailable', {
        detail: 'The dead letters cannot be reached: RabbitMQ or MongoDB does not answer.',
        cause: error,
      });
    }
  }
}
