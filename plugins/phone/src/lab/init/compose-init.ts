import {loadScript} from '@ops/core/scripts'
import {type Call, composeScript} from '../../shell/compose-script.ts'
import type {RcService} from './parse-rc.ts'

/** Since Android 11 init also kills what a oneshot service leaves behind. */
const killsOneshots = 30

/** The script of a lab phone's first process: starts services as init does, each in a control group of its own, and reaps. */
export function composeInit(services: readonly RcService[], sdk: number): string {
  const functions = loadScript(new URL('../scripts/init.sh', import.meta.url))
  return composeScript(functions, [
    ['mkdir', '-p', '/run/props'],
    ['start_service', 'adbd', 'kill', 'again', '/usr/lib/android-sdk/platform-tools/adbd'],
    ['run_magisk_hooks'],
    ...services.map((service) => startCall(service, sdk)),
    ['finish_boot'],
  ])
}

function startCall({name, argv, oneshot}: RcService, sdk: number): Call {
  const ends = !oneshot || sdk >= killsOneshots ? 'kill' : 'leave'
  return ['start_service', name, ends, oneshot ? 'once' : 'again', ...argv]
}
