import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errors, type ServiceName } from '@shop/contracts';
import { z } from 'zod';

/** One run of Schemathesis against one service. */
export interface Fuzzing {
  readonly command: string;
  readonly service: ServiceName;
  readonly url: string;
  /** Where tokens are lent; see tokens.ts. */
  readonly tokens: string;
  readonly known: Readonly<Record<string, string>>;
  /** The most cases an operation gets, besides those that cover its schema. */
  readonly examples: number;
  readonly seed: number;
  /** Whether answers are followed to other operations, too. */
  readonly follow: boolean;
  /** Where the report goes. */
  readonly folder: string;
  readonly limitMs: number;
}

const Report = z.object({
  complete: z.boolean(),
  operations: z.object({ selected: z.number(), tested: z.number() }),
  test_cases: z.object({ generated: z.number(), unique_failures: z.number() }),
  valid_rates: z.record(z.string(), z.record(z.string(), z.object({ accepted: z.number() }))),
});

/** What came of it. */
export interface Outcome {
  readonly service: ServiceName;
  readonly cases: number;
  readonly operations: number;
  readonly tested: number;
  /** Operations that never said yes, of those that were sent something valid. */
  readonly neverAccepted: string[];
  /** What Schemathesis printed about failures and errors; empty when there are none. */
  readonly failures: string;
}

/** Lets Schemathesis draw requests from the service's own API page, with every check it has. */
export async function fuzz(what: Fuzzing): Promise<Outcome> {
  const { service, examples, seed } = what;
  const folder = join(what.folder, service);
  mkdirSync(folder, { recursive: true });
  const report = join(folder, 'report.json');
  const options = ['--config-file', join(import.meta.dirname, 'schemathesis.toml'), 'run'];
  const run = [`${what.url}/openapi.json`, '--checks', 'all', '--max-examples', String(examples)];
  const phases = what.follow ? [] : ['--phases', 'coverage,fuzzing'];
  const how = ['--seed', String(seed), '--no-color', '--continue-on-failure', '--request-timeout', '20'];
  const out = ['--generation-database', 'none', '--report', 'json', '--report-json-path', report];
  const { text, code } = await execute(what, folder, [...options, ...run, ...phases, ...how, ...out]);
  const read = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
  const clean = code === 0 && read.complete && read.test_cases.unique_failures === 0;
  return {
    service,
    cases: read.test_cases.generated,
    operations: read.operations.selected,
    tested: read.operations.tested,
    neverAccepted: Object.entries(read.valid_rates)
      .filter(([, phases]) => Object.values(phases).every(({ accepted }) => accepted === 0))
      .map(([operation]) => operation),
    failures: clean ? '' : text.slice(Math.max(0, text.search(/=+ (?:ERRORS|FAILURES) =+/))),
  };
}

function execute({ command, service, tokens, known, limitMs }: Fuzzing, cwd: string, args: string[]) {
  const statuses = Object.fromEntries(Object.entries(errors).map(([code, [status]]) => [code, status]));
  const env = {
    ...process.env,
    SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'hooks.py'),
    PYTHONDONTWRITEBYTECODE: '1',
    FUZZ_SERVICE: service,
    FUZZ_TOKENS: tokens,
    FUZZ_KNOWN: JSON.stringify(known),
    FUZZ_CODES: JSON.stringify(statuses),
  };
  return new Promise<{ text: string; code: number | null }>((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, timeout: limitMs });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === null) resolve({ text, code });
      else reject(new Error(`Schemathesis did not end within ${limitMs / 1_000} s at ${service}.`));
    });
  });
}
