import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Problem } from '@shop/contracts';
import { PictureFiles } from './picture-files.ts';

export interface BucketOptions {
  bucket: string;
  region: string;
  /** Of something that speaks S3's API; Amazon's own without. */
  endpoint?: string | undefined;
  /** Without, as the place it runs in grants them. */
  accessKeyId?: string | undefined;
  secretAccessKey?: string | undefined;
}

const CONNECT_MS = 1_000;
const REQUEST_MS = 4_000;
const TRIES = 2;

/** Pictures in a bucket, by S3's API. */
export class PictureBucket extends PictureFiles {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ bucket, region, endpoint, accessKeyId, secretAccessKey }: BucketOptions) {
    super();
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      maxAttempts: TRIES,
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: REQUEST_MS,
        throwOnRequestTimeout: true,
      },
      // Buckets as parts of a path: others than Amazon have no host for each.
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(accessKeyId === undefined || secretAccessKey === undefined
        ? {}
        : { credentials: { accessKeyId, secretAccessKey } }),
    });
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const file = { Bucket: this.bucket, Key: name, Body: bytes, ContentType: 'image/webp' };
    await this.client.send(new PutObjectCommand(file)).catch(away);
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: name }));
      return await Body?.transformToByteArray();
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'NoSuchKey') return undefined;
      return away(cause);
    }
  }

  close(): void {
    this.client.destroy();
  }
}

function away(cause: unknown): never {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  throw new Problem('service_unavailable', {
    detail: `The bucket for pictures does not serve (${said}).`,
    cause,
  });
}
