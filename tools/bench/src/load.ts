// A process of its own, so that making the load does not share a thread with whoever supervises the stack.
import autocannon from 'autocannon';
import { Agent, request } from 'undici';
import { ascending, type Batch, type Job, type Outcome, percentile, type Steady } from './job.ts';

const LIMIT_MS = 10_000;

async function steady({
  origin,
  connections,
  seconds,
  method,
  paths,
  body,
  headers,
}: Steady): Promise<Outcome> {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  const options: autocannon.Options = {
    url: origin,
    connections,
    duration: seconds,
    timeout: LIMIT_MS / 1000,
    setupClient(client) {
      const own = headers[next++ % headers.length] ?? {};
      client.setRequests(
        paths.map((path) => ({ method, path, headers: own, ...(body === undefined ? {} : { body }) })),
      );
    },
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    // Its own histogram counts whole milliseconds, too coarse for answers that take one or two.
    run.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  });
  const elapsed = Math.min(performance.now() - started, seconds * 1000);
  return outcome(times, elapsed, result.non2xx + result.errors + result.timeouts);
}

async function batch({ origin, connections, requests }: Batch): Promise<Outcome> {
  const agent = new Agent({ connections });
  const times: number[] = [];
  const answers: string[] = [];
  let errors = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < requests.length; at = next++) {
      const one = requests[at];
      if (one === undefined) return;
      const started = performance.now();
      try {
        const answer = await request(origin + one.path, {
          dispatcher: agent,
          method: one.method,
          headers: one.headers,
          body: one.body ?? null,
          headersTimeout: LIMIT_MS,
          bodyTimeout: LIMIT_MS,
        });
        answers[at] = await answer.body.text();
        if (answer.statusCode >= 300) errors += 1;
      } catch {
        errors += 1;
      }
      times.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const elapsed = performance.now() - started;
  await agent.close();
  return { ...outcome(times, elapsed, errors), answers };
}

function outcome(times: number[], elapsedMs: number, errors: number): Outcome {
  const sorted = ascending(times);
  return {
    perSecond: (times.length / elapsedMs) * 1000,
    requests: times.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    errors,
  };
}

process.on('message', (job: Job) => {
  const work = job.kind === 'steady' ? steady(job) : batch(job);
  work.then(
    (done) => process.send?.({ done }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
