import { Failure } from './failure.ts';
import type { Limits } from './http.ts';
import { Kubernetes } from './kubernetes.ts';
import type { Destination } from './record.ts';
import { type BuySettings, Misuse, type VerifySettings } from './settings.ts';

type Settings = BuySettings | VerifySettings;

/** What is left for writing the verdict down and telling of it, after the trial itself has ended. */
const CLOSING_S = 20;
const CLOSING_CALL_MS = 5_000;

/** Ends with a sentence for the verdict. */
export function limitOf(timeoutS: number): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(new Failure(`not done within ${timeoutS} s`)), timeoutS * 1000).unref();
  return limit.signal;
}

export const callMsOf = ({ CALL_TIMEOUT_S }: Settings): number => CALL_TIMEOUT_S * 1000;

/** From now on: a verdict is recorded also when the trial has used up its time. */
export const closingOf = (settings: Settings): Limits => ({
  signal: limitOf(CLOSING_S),
  callMs: Math.min(CLOSING_CALL_MS, callMsOf(settings)),
});

/** The Kubernetes API, where this is a pod or somebody says where it is. */
export function kubernetesOf(settings: Settings): Kubernetes | undefined {
  const { KUBERNETES_URL, KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = settings;
  const callMs = Math.min(CLOSING_CALL_MS, callMsOf(settings));
  const access = { namespace: settings.NAMESPACE, callMs };
  if (KUBERNETES_URL !== undefined) return new Kubernetes({ url: KUBERNETES_URL, ...access });
  if (host === undefined) return undefined;
  const address = host.includes(':') ? `[${host}]` : host;
  return new Kubernetes({ url: `https://${address}:${port}`, account: settings.SERVICE_ACCOUNT, ...access });
}

/** Where the verdict goes; undefined when nobody said so and this is no pod. Throws Misuse. */
export function whereTo(
  { RECORD }: Settings,
  kubernetes: Kubernetes | undefined,
  map: { name: string; ofApp: boolean },
): Destination | undefined {
  if (RECORD === undefined || RECORD === 'kubernetes') {
    if (kubernetes !== undefined) return { in: 'kubernetes', kubernetes, ...map };
    if (RECORD === undefined) return undefined;
    throw new Misuse('RECORD: this is no pod; say where the API is by KUBERNETES_URL');
  }
  return RECORD === 'none' ? { in: 'none' } : { in: 'file', path: RECORD };
}
