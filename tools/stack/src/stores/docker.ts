import type { Source } from './source.ts';
import type { StoreName } from './store.ts';

export interface DockerSources {
  readonly sources: ReadonlyMap<StoreName, Source>;
  /** Why Docker was passed over. */
  readonly note?: string;
}

export async function dockerSources(_which: readonly StoreName[]): Promise<DockerSources> {
  return { sources: new Map() };
}

export async function downDocker(_folder: string): Promise<void> {}
