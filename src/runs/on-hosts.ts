import {asOpsError, type ErrorJson} from '../errors/index.ts'

export interface HostFailure {
  host: string
  error: ErrorJson
}

export interface OnHosts<H, R> {
  /** How many hosts at once; the setting of the same name. */
  fanout: number
  signal: AbortSignal
  action: (host: H) => Promise<R>
}

/**
 * The same action on several hosts (or phones) side by side. A host's failure is its result and disturbs no other host;
 * only the abort of `signal` is thrown. Results in the order of `hosts`.
 */
export async function onHosts<H extends {name: string}, R>(
  hosts: readonly H[],
  {fanout, signal, action}: OnHosts<H, R>,
): Promise<(R | HostFailure)[]> {
  const {default: pMap} = await import('p-map')
  const one = async (host: H): Promise<R | HostFailure> => {
    try {
      return await action(host)
    } catch (error) {
      signal.throwIfAborted()
      return {host: host.name, error: asOpsError(error, host.name).toJSON()}
    }
  }
  return pMap(hosts, one, {concurrency: fanout})
}
