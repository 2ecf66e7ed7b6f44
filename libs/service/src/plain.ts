// The second front door of this library: what a program without Nest uses, such as the web gateway.
export { CallError, type CallOptions, Peers, type PeerUrls } from './call.ts';
export { baseEnv, peerEnv, readEnv, storeEnv } from './env.ts';
export { failpoint } from './failpoint.ts';
export { identifyLog, log, origin } from './log.ts';
export { currentTrace, runInTrace, startTrace, type Trace, traceparent } from './trace.ts';
export { isUnavailable } from './unavailable.ts';
