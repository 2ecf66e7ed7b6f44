import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { routesOf, type ServiceName } from '@shop/contracts';
import { countRequest, HealthRegistry, isProbe } from '@shop/health';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BaseEnv } from './env.ts';
import { armFailpoints } from './failpoint.ts';
import { isImplemented } from './handlers.ts';
import { identifyLog, log, NestLog } from './log.ts';
import { migrateCommand, type OpenStore } from './migrate-command.ts';
import { openApiOf } from './openapi.ts';
import { Opening } from './opening.ts';
import { runInTrace, startTrace, type Trace } from './trace.ts';
import { MESSAGE_TRANSPORT } from './transport.ts';
import { acceptUploads } from './upload.ts';

/** The most a request body may hold, in bytes. */
export const BODY_LIMIT = 100 * 1024;
const REQUEST_LIMIT_MS = 30_000;
/**
 * How long callers may keep a connection that nobody uses: less than a drain lasts, so that at its end none is left on which
 * a request could come while the door is being closed. They are told in `Keep-Alive: timeout`, and leave a little earlier.
 */
const IDLE_CONNECTION_MS = 5_000;
const SHUTDOWN_LIMIT_MS = 40_000;
/** The exit status of a wrong command line, as in sysexits.h. */
const EX_USAGE = 64;

export interface RunOptions {
  /** Keeps a body's bytes as they came, for signatures over them. */
  rawBody?: boolean;
  /** Opens the service's store for `node dist/main.js migrate`; without it there is nothing to migrate. */
  openStore?: OpenStore;
}

/** A running service. */
export interface RunningService {
  app: NestFastifyApplication;
  /** Where it answers, for instance http://127.0.0.1:8083. */
  url: string;
  /** Stops taking work, finishes what is in hand, closes. */
  stop(): Promise<void>;
}

/**
 * All of a service's main.ts: starts the module with HTTP, messages, health, docs, logs and traces, and stops it
 * gracefully on SIGTERM and SIGINT. Ends the process with status 1 and one clear line when it cannot start.
 * With the argument `migrate` it migrates the service's store instead, and ends.
 */
export async function start(
  service: ServiceName,
  module: DynamicModule,
  env: BaseEnv,
  options: RunOptions = {},
): Promise<void> {
  const command = process.argv[2];
  if (command === 'migrate') process.exit(await migrateCommand(service, env, options.openStore));
  if (command !== undefined) {
    console.error(
      `${service} knows no command "${command}". Start it with "migrate", or with nothing to serve.`,
    );
    process.exit(EX_USAGE);
  }
  try {
    const running = await run(service, module, env, options);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
        running.stop().then(
          () => process.exit(0),
          (error: unknown) => {
            log.error({ err: error }, 'could not stop cleanly');
            process.exit(1);
          },
        );
      });
    }
  } catch (error) {
    log.fatal({ err: error }, `${service} could not start`);
    process.exit(1);
  }
}

/** The same without the process around it, for tests: no signal handlers, errors are thrown. */
export async function run(
  service: ServiceName,
  module: DynamicModule,
  env: BaseEnv,
  options: RunOptions = {},
): Promise<RunningService> {
  identifyLog(service, env.VERSION, env.LOG_LEVEL);
  armFailpoints(env.FAILPOINT);
  const missing = routesOf(service).filter((route) => !isImplemented(route));
  if (missing.length > 0) {
    throw new Error(`no handler for ${missing.map((route) => `${route.method} ${route.path}`).join(', ')}`);
  }
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_LIMIT_MS,
    keepAliveTimeout: Math.min(IDLE_CONNECTION_MS, env.DRAIN_DELAY_MS || IDLE_CONNECTION_MS),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(),
    rawBody: options.rawBody ?? false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  observe(fastify);
  await acceptUploads(fastify, service);
  SwaggerModule.setup('docs', app, openApiOf(service, env.VERSION), { jsonDocumentUrl: 'openapi.json' });
  const transport = transportOf(app);
  if (transport !== undefined) {
    app.connectMicroservice<CustomStrategy>({ strategy: transport }, { inheritAppConfig: false });
  }
  const health = app.get(HealthRegistry, { strict: false });
  fastify.addHook('onSend', (_request, reply, _payload, next) => {
    // Whoever calls connects anew the next time, and by then to another replica.
    if (health.draining) reply.header('connection', 'close');
    next();
  });
  await app.init();
  const opening = app.get(Opening, { strict: false });
  if (opening.done) await app.startAllMicroservices();
  await app.listen(env.PORT, env.HOST);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  log.info({ url }, `${service} is up`);
  if (!opening.done) whenOpened(app, opening, health);
  return {
    app,
    url,
    async stop() {
      health.draining = true;
      await new Promise((resolve) => setTimeout(resolve, env.DRAIN_DELAY_MS));
      await app.close();
      log.info(`${service} has stopped`);
    },
  };
}

/** Messages come when there is a store to keep what they do; until then they stay with the broker. */
function whenOpened(app: NestFastifyApplication, opening: Opening, health: HealthRegistry): void {
  opening
    .whenDone()
    .then(async () => {
      if (!health.draining) await app.startAllMicroservices();
    })
    .catch((error: unknown) => log.fatal({ err: error }, 'messages cannot be received'));
}

function transportOf(app: NestFastifyApplication): CustomStrategy['strategy'] | undefined {
  try {
    return app.get<CustomStrategy['strategy']>(MESSAGE_TRANSPORT, { strict: false });
  } catch (error) {
    if (error instanceof Error && error.constructor.name === 'UnknownElementException') return undefined;
    throw error;
  }
}

type TracedRequest = FastifyRequest & { trace?: Trace };

/** One trace, one log line and one count a request; probes get none of the last two. */
function observe(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request: TracedRequest, _reply, next) => {
    request.trace = startTrace(request.headers.traceparent as string | undefined);
    runInTrace(request.trace, next);
  });
  // Reading the body leaves the asynchronous context of onRequest; this brings the trace back for the handler.
  fastify.addHook('preValidation', (request: TracedRequest, _reply, next) => {
    runInTrace(request.trace ?? startTrace(), next);
  });
  fastify.addHook('onResponse', (request: TracedRequest, reply, next) => {
    next();
    const path = request.routeOptions.url ?? 'unknown';
    if (isProbe(path, request.headers)) return;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    countRequest(request.method, path, reply.statusCode, ms / 1000);
    const line = { method: request.method, route: path, status: reply.statusCode, ms };
    runInTrace(request.trace ?? startTrace(), () => log.info(line, 'request'));
  });
}
