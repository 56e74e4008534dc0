import {asOpsError} from '../errors/index.ts'
import type {DaemonOptions} from './daemon.ts'
import type {ServiceManager} from './service-manager.ts'
import type {Surroundings} from './surroundings.ts'

interface ReloadDeps {
  around: Surroundings
  manager: ServiceManager
  say: (event: string, detail?: object) => void
}

/** Reloads at each SIGHUP, one after the other. Without `onReload` SIGHUP keeps its default. */
export function reloadOnHangup({onReload}: DaemonOptions, {around, manager, say}: ReloadDeps, signal: AbortSignal): AsyncDisposable {
  let last = Promise.resolve()
  const reload = async () => {
    if (onReload === undefined || signal.aborted) return
    // MONOTONIC_USEC is what Type=notify-reload asks for (sd_notify(3)).
    await manager.notify('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`).catch(() => {})
    try {
      await onReload(signal)
      say('reloaded')
    } catch (error) {
      say('reload-failed', {error: asOpsError(error).toJSON()})
    }
    await manager.notify('READY=1').catch(() => {})
  }
  const off = onReload === undefined ? () => {} : around.onHangup(() => (last = last.then(reload)))
  return {
    async [Symbol.asyncDispose]() {
      off()
      await last
    },
  }
}
