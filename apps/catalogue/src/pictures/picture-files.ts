import { Problem } from '@shop/contracts';

/** Where the files of uploaded pictures are kept. A name says what is in the file, so that writing it again is harmless. */
export abstract class PictureFiles {
  abstract put(name: string, bytes: Uint8Array): Promise<void>;
  /** `undefined` where there is no such file. */
  abstract get(name: string): Promise<Uint8Array | undefined>;
}

/** A shop that was given no place for pictures: it shows those it draws. */
export class NoPictureFiles extends PictureFiles {
  async put(): Promise<never> {
    throw new Problem('pictures_not_kept', { detail: 'Set PICTURES_FOLDER or S3_BUCKET for the catalogue.' });
  }

  async get(): Promise<undefined> {
    return undefined;
  }
}
