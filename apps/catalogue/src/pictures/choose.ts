import type { Env } from '../env.ts';
import { PictureFolder } from './folder.store.ts';
import { NoPictureFiles, type PictureFiles } from './picture-files.ts';

/** Where this shop keeps pictures: in a bucket, in a folder, or nowhere. */
export async function pictureFiles(env: Env): Promise<PictureFiles> {
  if (env.S3_BUCKET !== undefined) {
    // Only where it is used: the client is larger than the rest of this service.
    const { PictureBucket } = await import('./s3.store.ts');
    return new PictureBucket({
      bucket: env.S3_BUCKET,
      region: env.S3_REGION,
      endpoint: env.S3_ENDPOINT,
      accessKeyId: env.S3_ACCESS_KEY_ID,
      secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    });
  }
  return env.PICTURES_FOLDER === undefined ? new NoPictureFiles() : new PictureFolder(env.PICTURES_FOLDER);
}
