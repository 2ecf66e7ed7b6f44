import { z } from 'zod';

const REMEMBERED = 10;
/** What the ConfigMaps of verdicts on apps are found by. */
export const LABEL = 'shopstack.io/verdict';

/** What came of a trial, as it stands in the ConfigMap. */
export const Verdict = z.object({
  app: z.string(),
  version: z.string(),
  /** The commit that was built. */
  revision: z.string(),
  environment: z.string(),
  verdict: z.enum(['green', 'red']),
  at: z.iso.datetime(),
  seconds: z.number(),
  /** Id of the synthetic order. */
  order: z.string().optional(),
  /** Why it is red. */
  reason: z.string().optional(),
});
export type Verdict = z.output<typeof Verdict>;

const Stored = z.object({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }),
  data: z.record(z.string(), z.string()).default({}),
});

export interface VerdictMap {
  /** Of the ConfigMap: `verdict-cart`. */
  name: string;
  namespace: string;
  /** True for a verdict on an app's version, which lets it be promoted; false for a trial on a schedule. */
  ofApp: boolean;
}

/** The ConfigMap with one verdict more: `latest`, and the last ten, newest first. All else in it stays as it is. */
export function withVerdict({ name, namespace, ofApp }: VerdictMap, found: unknown, verdict: Verdict) {
  const stored = Stored.safeParse(found);
  const { metadata, data } = stored.success ? stored.data : { metadata: { name, namespace }, data: {} };
  const labels = {
    ...('labels' in metadata ? metadata.labels : {}),
    'app.kubernetes.io/part-of': 'shopstack',
    ...(ofApp ? { [LABEL]: 'true' } : {}),
  };
  const history = [verdict, ...historyIn(data)].slice(0, REMEMBERED);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, name, namespace, labels },
    data: { ...data, latest: JSON.stringify(verdict), history: JSON.stringify(history) },
  };
}

/** The verdict before this one; undefined when there is none that can be read. */
export function latestIn(found: unknown): Verdict | undefined {
  const stored = Stored.safeParse(found);
  const latest = Verdict.safeParse(jsonIn(stored.data?.data['latest']));
  return latest.data;
}

/** What can still be read of it: a history somebody spoilt must not keep the next verdict from being written. */
function historyIn(data: Record<string, string>): Verdict[] {
  const list = z.array(z.unknown()).safeParse(jsonIn(data['history']));
  return (list.data ?? []).flatMap((one) => Verdict.safeParse(one).data ?? []);
}

function jsonIn(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
