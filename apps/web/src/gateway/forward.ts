import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Agent, type Dispatcher } from 'undici';

const TIME_LIMIT_MS = 10_000;
const passedBack = ['content-type', 'content-length', 'retry-after', 'cache-control', 'idempotent-replayed'];

/** A request as it goes on to a service. */
export interface Call {
  origin: string;
  /** Sent as it is: nothing on the way may make another path of it. */
  path: string;
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body: Buffer | null;
  /** True for an answer that goes on for as long as somebody listens. */
  stream: boolean;
  /** Headers to add to a success. */
  onSuccess?: Record<string, string>;
}

/** Passes requests on and answers back, chunk by chunk, over connections that are kept. */
export class Forwarder {
  private readonly agent = new Agent({ connections: 256, keepAliveTimeout: 30_000, connectTimeout: 1_000 });
  private readonly streams = new Set<ServerResponse>();

  /**
   * Resolves when the answer has been passed back. Rejects when there was none; a GET is tried twice, as a service that
   * was replaced a moment ago leaves connections that are no more.
   */
  async send(call: Call, response: ServerResponse): Promise<void> {
    try {
      await this.once(call, response);
    } catch (error) {
      if (call.method !== 'GET' || !isBroken(error) || response.destroyed) throw error;
      await this.once(call, response);
    }
  }

  /** Ends every stream: the process is about to go, and those who listen connect to another. */
  endStreams(): void {
    for (const response of this.streams) response.end();
  }

  async close(): Promise<void> {
    this.endStreams();
    await this.agent.close();
  }

  private once(call: Call, response: ServerResponse): Promise<void> {
    return new Promise((resolve, reject) => {
      const relay = new Relay(call, response, resolve, reject);
      if (call.stream) {
        this.streams.add(response);
        response.once('close', () => this.streams.delete(response));
      }
      this.agent.dispatch(
        {
          origin: call.origin,
          path: call.path,
          method: call.method,
          headers: call.headers,
          body: call.body,
          headersTimeout: TIME_LIMIT_MS,
          bodyTimeout: call.stream ? 0 : TIME_LIMIT_MS,
        },
        relay,
      );
    });
  }
}

/** True when the connection broke, as against an answer that took too long. */
function isBroken(error: unknown): boolean {
  const code = String((error as { code?: unknown } | null)?.code);
  return code === 'ECONNRESET' || code === 'ECONNREFUSED' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

class Relay implements Dispatcher.DispatchHandler {
  private readonly call: Call;
  private readonly response: ServerResponse;
  private readonly resolve: () => void;
  private readonly reject: (error: Error) => void;

  constructor(call: Call, response: ServerResponse, resolve: () => void, reject: (error: Error) => void) {
    this.call = call;
    this.response = response;
    this.resolve = resolve;
    this.reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // What only reads can be broken off. What changes something is let finish, whoever still waits for its answer.
    if (this.call.method !== 'GET') return;
    const leave = () => {
      if (!this.response.writableFinished) controller.abort(new Error('the client has gone'));
    };
    if (this.response.destroyed) leave();
    else this.response.once('close', leave);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.response.destroyed) return;
    const back: Record<string, string | string[]> = { 'cache-control': 'no-store' };
    for (const name of passedBack) {
      const value = headers[name];
      if (value !== undefined) back[name] = value;
    }
    if (status < 300) Object.assign(back, this.call.onSuccess);
    if (this.call.stream) back['x-accel-buffering'] = 'no';
    this.response.writeHead(status, back);
    if (this.call.stream) this.response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.response.destroyed || this.response.write(chunk)) return;
    controller.pause();
    this.response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.response.end();
    this.resolve();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (!this.response.headersSent && !this.response.destroyed) {
      this.reject(error);
      return;
    }
    this.response.destroy();
    this.resolve();
  }
}
