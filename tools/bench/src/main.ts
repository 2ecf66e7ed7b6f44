import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { partNames } from '../../stack/src/parts.ts';
import { secretsOf } from '../../stack/src/secrets.ts';
import { type Stack, type StackOptions, startStack } from '../../stack/src/stack.ts';
import { reason } from '../../stack/src/trouble.ts';
import { seedStock } from './bench.store.ts';
import { busyCheckout, idleCheckout } from './checkout.ts';
import { Loader } from './loader.ts';
import { operationsOf } from './operations.ts';
import { memoryOf } from './processes.ts';
import { type Bench, type Plan, rateOf } from './rates.ts';
import { machine, print, type Report } from './report.ts';
import { Shop } from './shop.ts';
import { coldStart, measuredParts, type Raw, startRaw } from './starts.ts';

interface Options {
  quick?: boolean;
  json?: string;
  only?: string[];
  profile?: string;
}

const STEPS = ['product', 'list', 'search', 'suggestions', 'cart', 'checkout', 'starts'] as const;
const SKUS = 40;
const plans = {
  quick: { rounds: 3, seconds: 2, warmUpSeconds: 2, connections: 32 },
  whole: { rounds: 5, seconds: 4, warmUpSeconds: 5, connections: 32 },
} as const satisfies Record<string, Plan>;
const orders = { quick: { idle: 10, rounds: 2 }, whole: { idle: 40, rounds: 3 } } as const;

const program = new Command('bench')
  .description(
    'Measures the shop on this machine, in a stack of its own, against bare Fastify on the same stores.',
  )
  .option('--quick', 'fewer and shorter rounds: for a first look')
  .option('--json <file>', 'also write the figures there')
  .option('--only <steps>', `some of ${STEPS.join(', ')}, separated by commas`, steps)
  .option('--profile <folder>', 'have every process write a CPU profile there; the figures suffer')
  .action(bench);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`\nThe benchmark could not be run: ${reason(error)}`);
  process.exitCode = 1;
}

async function bench(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopstack-bench-'));
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(`${signal} came`)));
  });
  interrupted.catch(() => undefined);
  const closing: (() => unknown)[] = [];
  try {
    await Promise.race([measure(folder, options, closing), interrupted]);
  } finally {
    for (const close of closing.reverse()) await close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** `closing` gets what has to be undone at the end, also when it ends early. */
async function measure(folder: string, options: Options, closing: (() => unknown)[]): Promise<void> {
  const size = options.quick === true ? 'quick' : 'whole';
  const wants = (step: (typeof STEPS)[number]): boolean => options.only?.includes(step) ?? true;
  let stack: Stack | undefined;
  closing.push(() => stack?.stop());

  say('starting a stack');
  const crashes: string[] = [];
  const stackOptions: StackOptions = {
    folder,
    ports: 'free',
    crashed: (name, how) => crashes.push(`${name} ended by itself with ${how}`),
    ...(options.profile === undefined ? {} : { env: profiled(options.profile) }),
  };
  let started = performance.now();
  stack = await startStack(stackOptions);
  const firstStartMs = performance.now() - started;
  let warmStartMs: number | undefined;
  const coldStarts: Record<string, number> = {};
  if (wants('starts') && options.profile === undefined) {
    say('starting it again, warm');
    await stack.stop();
    started = performance.now();
    stack = await startStack(stackOptions);
    warmStartMs = performance.now() - started;
    for (const name of measuredParts) {
      say(`cold start of ${name}`);
      coldStarts[name] = await coldStart(stack, name);
    }
  }

  const secrets = secretsOf(folder);
  const raw = await startRaw(stack, secrets);
  closing.push(() => raw.stop());
  coldStarts['raw'] = raw.startedInMs;
  const shop = new Shop(stack, secrets.serviceSecret);
  closing.push(() => shop.close());
  const loader = new Loader();
  closing.push(() => loader.stop());
  const plan = plans[size];
  const running: Bench = { shop, loader, raw, plan };
  const sku = await shop.addProduct();
  await seedStock(stack.stores.mongoUrl, sku);

  const idle = memoryIn(stack, raw);
  const operations = [];
  for (const operation of operationsOf(sku, await shop.someSkus(SKUS))) {
    if (!wants(operation.name)) continue;
    say(operation.title);
    operations.push(await rateOf(operation, running));
  }
  let checkouts: Pick<Report, 'idleCheckout' | 'busyCheckout'> = {
    idleCheckout: undefined,
    busyCheckout: undefined,
  };
  if (wants('checkout')) {
    say('checkout, one at a time');
    const direct = await idleCheckout(running, 'direct', sku, orders[size].idle);
    const gateway = await idleCheckout(running, 'gateway', sku, orders[size].idle);
    say('checkout, many at once');
    checkouts = {
      idleCheckout: { direct, gateway },
      busyCheckout: await busyCheckout(running, sku, orders[size].rounds),
    };
  }
  const busy = memoryIn(stack, raw);
  if (crashes.length > 0) throw new Error(crashes.join('; '));
  const report: Report = {
    at: new Date().toISOString(),
    machine: machine(),
    stores: { ...stack.stores.sources },
    plan,
    operations,
    ...checkouts,
    memory: Object.entries(idle).map(([name, mb]) => ({ name, idle: mb, busy: busy[name] ?? Number.NaN })),
    coldStarts,
    firstStartMs,
    warmStartMs,
  };
  print(report, console.log);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
}

function say(what: string): void {
  console.error(`- ${what}`);
}

function memoryIn({ processes, stores }: Stack, raw: Raw): Record<string, number> {
  const pids: [string, number][] = [['raw', raw.pid]];
  for (const name of partNames) pids.push([name, processes[name]?.pid ?? -1]);
  for (const [name, server] of Object.entries(stores.servers)) pids.push([name, server.pids()[0] ?? -1]);
  return Object.fromEntries(pids.map(([name, pid]) => [name, memoryOf(pid) ?? Number.NaN]));
}

/** Not for RabbitMQ and the like: only what runs Node knows the variable. */
function profiled(folder: string): Record<string, string> {
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(folder)}` };
}

function steps(text: string): string[] {
  const names = text.split(',');
  const unknown = names.find((name) => !STEPS.some((step) => step === name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`There is no step "${unknown}"; choose among ${STEPS.join(', ')}.`);
}
