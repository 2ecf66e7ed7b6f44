import { Injectable } from '@nestjs/common';

/** Something a service needs, and how to ask it whether it is well. */
export interface Dependency {
  /** What an operator calls it: `mongodb`, `rabbitmq`, `catalogue`. */
  name: string;
  /** True when the service cannot do its work without it: `down` instead of `degraded`. */
  critical: boolean;
  /** Resolves when the dependency is well, rejects with the reason when it is not. Given one second. */
  check(): Promise<unknown>;
}

/** Another service that this one calls; `open` while it has failed so often that it is not asked. */
export interface Called {
  name: string;
  breaker: 'closed' | 'open' | 'half-open';
}

/** The dependencies of this service. Each store and transport adds its own. */
@Injectable()
export class HealthRegistry {
  private readonly known = new Map<string, Dependency>();
  /** True from the moment the process was asked to stop: not ready for new work, still alive. */
  draining = false;
  /** Stores that have not been reached and prepared since the start: until then it is not ready either. */
  readonly opening = new Set<string>();

  /** The services that this one calls. */
  called: () => Called[] = () => [];

  /** True when requests may come to this replica. */
  get ready(): boolean {
    return !this.draining && this.opening.size === 0;
  }

  add(dependency: Dependency): void {
    this.known.set(dependency.name, dependency);
  }

  all(): Dependency[] {
    return [...this.known.values()];
  }
}
