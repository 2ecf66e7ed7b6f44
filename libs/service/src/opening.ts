import { setTimeout as pause } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  type CanActivate,
  type ExecutionContext,
  Injectable,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ROUTE } from '@shop/auth';
import { Problem } from '@shop/contracts';
import { HealthRegistry } from '@shop/health';
import { log } from './log.ts';
import { StoreRefused } from './stand-in.ts';

const RETRY_MS = 1_000;

/**
 * Stores that may be away when the service starts. Until each has been reached and prepared the service is alive and not ready: it
 * answers 503 and takes no messages. Afterwards a store may come and go.
 */
@Injectable()
export class Opening implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly background: Promise<void>[] = [];
  private readonly opened = Promise.withResolvers<void>();

  constructor(private readonly health: HealthRegistry) {}

  /**
   * Connects to a store and brings it to what this version needs: tried once now, then in the background until it works or
   * the service ends. Throws StoreRefused, for which there is no use in trying on.
   */
  async store(name: string, prepare: () => Promise<void>): Promise<void> {
    this.health.opening.add(name);
    try {
      await this.attempt(name, prepare);
    } catch (error) {
      if (error instanceof StoreRefused) throw error;
      log.warn({ reason: String(error) }, `${name} does not answer yet; starting without it, and trying on`);
      this.background.push(this.tryOn(name, prepare, String(error)));
    }
  }

  /** True when every store has been reached and prepared. */
  get done(): boolean {
    return this.health.opening.size === 0;
  }

  /** Resolves when `done`; never, when the service ends before. */
  async whenDone(): Promise<void> {
    if (!this.done) await this.opened.promise;
  }

  /** No attempt may be under way when connections are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.background);
  }

  private async attempt(name: string, prepare: () => Promise<void>): Promise<void> {
    await prepare();
    this.health.opening.delete(name);
    if (this.done) this.opened.resolve();
  }

  private async tryOn(name: string, prepare: () => Promise<void>, first: string): Promise<void> {
    const { signal } = this.stopping;
    for (let said = first; ; ) {
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.attempt(name, prepare);
        return log.info(`${name} is there`);
      } catch (error) {
        const reason = String(error);
        if (reason !== said)
          log[error instanceof StoreRefused ? 'fatal' : 'warn']({ reason }, `no ${name} yet`);
        said = reason;
      }
    }
  }
}

/** Answers routes with service_unavailable while a store has still to be reached or prepared. */
@Injectable()
export class OpeningGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly health: HealthRegistry,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const [missing] = this.health.opening;
    if (missing === undefined || context.getType() !== 'http') return true;
    if (this.reflector.get<unknown>(ROUTE, context.getHandler()) === undefined) return true;
    throw new Problem('service_unavailable', {
      detail: `${missing} has not answered since this service started.`,
    });
  }
}
