import { z } from 'zod';
import { Failure, sentenceOf } from './failure.ts';
import { ask, type Limits, pause } from './http.ts';
import type { Kubernetes } from './kubernetes.ts';

const LOOK_EVERY_MS = 1_000;
const BETWEEN_MS = 100;

const Health = z.object({ status: z.string(), version: z.string() });
const Deployment = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({ replicas: z.number().default(1) }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      readyReplicas: z.number().default(0),
    })
    .prefault({}),
});

export interface Wanted {
  app: string;
  version: string;
  healthUrl: string;
  /** How many answers in a row, each on a connection of its own, must be of the version. */
  streak: number;
  limits: Limits;
}

/**
 * Waits until every replica that answers is of the version, and well. The Service spreads connections over replicas, so
 * many answers in a row are asked for; inside Kubernetes the Deployment must say so too, where there is one to be seen.
 * Throws Failure when the time is over, with what was seen last.
 */
export async function versionEverywhere(
  wanted: Wanted,
  kubernetes: Kubernetes | undefined,
): Promise<'by the Deployment' | 'by health alone'> {
  let seen = 'nothing was seen yet';
  try {
    for (;;) {
      const different = await unlike(wanted);
      const deployment = different === undefined ? await deploymentOf(wanted, kubernetes) : undefined;
      if (different === undefined && deployment === undefined) return 'by health alone';
      seen = different ?? unfinished(wanted, deployment) ?? '';
      if (seen === '') return 'by the Deployment';
      await pause(LOOK_EVERY_MS, wanted.limits);
    }
  } catch (error) {
    if (!wanted.limits.signal.aborted) throw error;
    throw new Failure(`${wanted.app} ${wanted.version} is not there: ${seen}`, { cause: error });
  }
}

/** How the health differs from what is wanted; undefined when it does not, as often as asked for. */
async function unlike({ healthUrl, version, streak, limits }: Wanted): Promise<string | undefined> {
  for (let met = 0; met < streak; met++) {
    if (met > 0) await pause(BETWEEN_MS, limits);
    try {
      const { status, body } = await ask(healthUrl, { fresh: true }, limits);
      const health = Health.safeParse(body);
      if (!health.success) return `${healthUrl} answers ${status}, and not what a health page says`;
      const said = `${healthUrl} says ${health.data.version}, ${health.data.status} (${status})`;
      // `degraded` is 200 too: something that the main work can go without. The purchase shows whether it can.
      if (status !== 200 || health.data.version !== version) return said;
    } catch (error) {
      if (!(error instanceof Failure) || limits.signal.aborted) throw error;
      return `${healthUrl}: ${sentenceOf(error)}`;
    }
  }
  return undefined;
}

/** The Deployment, or why it could not be had; undefined when there is none, or this account may not look. */
async function deploymentOf({ app, limits }: Wanted, kubernetes: Kubernetes | undefined): Promise<unknown> {
  try {
    return await kubernetes?.read(`/apis/apps/v1/namespaces/:namespace/deployments/${app}`);
  } catch (error) {
    if (!(error instanceof Failure) || limits.signal.aborted) throw error;
    return error;
  }
}

/** What the Deployment still has to do; undefined when it is done. */
function unfinished({ app }: Wanted, found: unknown): string | undefined {
  if (found instanceof Failure) return found.message;
  const deployment = Deployment.safeParse(found);
  if (!deployment.success) return `the Deployment ${app} is not what was expected`;
  const { metadata, spec, status } = deployment.data;
  const { updatedReplicas, readyReplicas, replicas, observedGeneration } = status;
  if (observedGeneration < metadata.generation) return `the Deployment ${app} has not been looked at yet`;
  const done =
    updatedReplicas === spec.replicas && readyReplicas === spec.replicas && replicas === spec.replicas;
  return done
    ? undefined
    : `of ${spec.replicas} replicas of ${app} ${updatedReplicas} are new, ${readyReplicas} ready, ${replicas} there`;
}
