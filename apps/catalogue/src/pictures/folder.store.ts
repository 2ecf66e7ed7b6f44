import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '@shop/contracts';
import { PictureFiles } from './picture-files.ts';

/** Pictures in a folder: of one machine, or one that all replicas share. */
export class PictureFolder extends PictureFiles {
  private readonly folder: string;

  constructor(folder: string) {
    super();
    this.folder = folder;
  }

  /** Under another name first: nobody reads half a picture, whenever the process dies. */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    const unfinished = join(this.folder, `.${randomUUID()}`);
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(unfinished, bytes, { flush: true });
      await rename(unfinished, join(this.folder, name));
    } catch (cause) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      throw new Problem('service_unavailable', {
        detail: 'The folder for pictures cannot be written.',
        cause,
      });
    }
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.folder, name));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
      throw new Problem('service_unavailable', { detail: 'The folder for pictures cannot be read.', cause });
    }
  }
}
