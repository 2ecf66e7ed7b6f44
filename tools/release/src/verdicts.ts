import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { call, seconds, tail } from './child.ts';
import type { Session } from './session.ts';
import { Trouble } from './trouble.ts';

/** What the sync verifier found out about one version in one environment. */
const Verdict = z.looseObject({
  app: z.string(),
  version: z.string(),
  environment: z.string(),
  verdict: z.enum(['green', 'red']),
  at: z.string(),
  order: z.string().nullish(),
  reason: z.string().nullish(),
});
export type Verdict = z.output<typeof Verdict>;

const ConfigMaps = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      data: z.looseObject({ latest: z.string() }),
    }),
  ),
});

export interface VerdictOptions {
  /** A file instead of the cluster: verdicts as an array, or what `kubectl get configmap … -o json` printed. */
  readonly verdicts?: string | undefined;
  /** kubectl's context of the staging cluster. */
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** The latest verdict of each app in staging. */
export async function readVerdicts(session: Session, options: VerdictOptions): Promise<Map<string, Verdict>> {
  const text =
    options.verdicts === undefined ? await fromCluster(session, options) : await fromFile(options.verdicts);
  const verdicts = parse(text).filter(({ environment }) => environment === 'staging');
  return new Map(verdicts.map((verdict) => [verdict.app, verdict]));
}

async function fromFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Trouble('input', `The verdicts cannot be read from ${file}.`, 'Name a file that is there.', {
      cause: error,
    });
  }
}

async function fromCluster(session: Session, { context, namespace }: VerdictOptions): Promise<string> {
  const where = context === undefined ? [] : ['--context', context];
  const what = [
    'get',
    'configmap',
    '-l',
    'shopstack.io/verdict=true',
    '-n',
    namespace ?? 'shopstack',
    '-o',
    'json',
  ];
  const args = [...where, '--request-timeout=20s', ...what];
  const ended = await call('kubectl', args, { cwd: session.root, timeLimit: 30 * seconds });
  if (ended.status === 0) return ended.stdout;
  throw new Trouble(
    'outside',
    `kubectl cannot read staging's verdicts: ${tail(ended, 3)}`,
    'Name the context of the staging cluster by --context, or hand the verdicts in by --verdicts FILE.',
  );
}

function parse(text: string): Verdict[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return z.array(Verdict).parse(value);
    return ConfigMaps.parse(value).items.map((item) => Verdict.parse(JSON.parse(item.data.latest)));
  } catch (error) {
    throw new Trouble(
      'input',
      'The verdicts are not what the verifier writes.',
      'See docs/release.md for their form.',
      {
        cause: error,
      },
    );
  }
}

/** Why this verdict does not let this version pass; undefined when it does. */
export function objection(verdict: Verdict | undefined, version: string): string | undefined {
  if (verdict === undefined) return 'no verdict';
  if (verdict.version !== version) return `the verdict is for ${verdict.version}`;
  if (verdict.verdict === 'green') return undefined;
  return `red${verdict.reason ? `: ${verdict.reason}` : ''}`;
}
