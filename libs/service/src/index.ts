export { log, NestLog } from './log.ts';
export { currentTrace, enterTrace, runInTrace, startTrace, type Trace, traceparent } from './trace.ts';
export { MESSAGE_TRANSPORT } from './transport.ts';
