export type {DaemonEnd, DaemonEvent, DaemonListener, DaemonOptions, MetricsSource} from './daemon.ts'
export {httpListener} from './http-listener.ts'
export {type LineSink, ndjson} from './ndjson.ts'
export {runDaemon} from './run-daemon.ts'
export {type Surroundings, systemSurroundings} from './surroundings.ts'
// Moved; these names go once every plugin imports them from @ops/core/net.
export {formatListenAddress as showAddress, type ListenAddress} from '../net/index.ts'
