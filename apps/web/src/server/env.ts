import { baseEnv, peerEnv } from '@shop/service/plain';
import { z } from 'zod';

const Env = z.object({
  SERVICE_SECRET: baseEnv.SERVICE_SECRET,
  VERSION: baseEnv.VERSION,
  USER_URL: baseEnv.USER_URL,
  ...peerEnv,
  PUBLIC_URL: z.url().default('http://localhost:8080'),
  /** 0 takes the page for when there is no connection back from browsers that keep it. */
  OFFLINE_PAGE: z.enum(['0', '1']).default('1'),
});

let read: z.output<typeof Env> | undefined;

/** The environment, read at the first request and not at the build, so that one build fits every place. */
export function env(): z.output<typeof Env> {
  read ??= Env.parse(process.env);
  return read;
}
