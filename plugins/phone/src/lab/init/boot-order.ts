import type {RcAction, RcFile, RcService} from './parse-rc.ts'

/** Events of a boot, in init's order (rootdir/init.rc, those that ROM files hang on to). */
const events = ['early-init', 'init', 'late-init', 'fs', 'post-fs', 'post-fs-data', 'zygote-start', 'early-boot', 'boot']
/** The property that the framework sets at the end of its boot. */
const completed = {name: 'sys.boot_completed', value: '1'}

/**
 * Which services init starts at a boot, in order. Commands other than start, class_start and setprop change nothing that
 * a lab phone has. A service in the domain su starts on debuggable builds only: the policy of other builds has no such domain.
 */
export function servicesAtBoot(files: readonly RcFile[], props: Readonly<Record<string, string>>): RcService[] {
  const now = new Map(Object.entries(props))
  const services = files.flatMap((file) => file.services)
  const actions = files.flatMap((file) => file.actions)
  const started: RcService[] = []
  const start = (service: RcService | undefined) => {
    if (service === undefined || started.includes(service)) return
    if (service.seclabel === 'u:r:su:s0' && now.get('ro.debuggable') !== '1') return
    started.push(service)
  }
  const holds = ({properties}: RcAction) => properties.every(({name, value}) => (value === '*' ? now.has(name) : now.get(name) === value))
  const set = (name: string, value: string) => {
    now.set(name, value)
    for (const action of actions)
      if (action.event === undefined && action.properties.some((one) => one.name === name) && holds(action)) run(action)
  }
  const run = ({commands}: RcAction) => {
    for (const [command, name = '', value = ''] of commands) {
      if (command === 'start') start(services.find((service) => service.name === name))
      else if (command === 'class_start')
        for (const service of services) if (!service.disabled && service.classes.includes(name)) start(service)
      if (command === 'setprop' && now.get(name) !== value) set(name, value)
    }
  }
  for (const event of events) for (const action of actions) if (action.event === event && holds(action)) run(action)
  set(completed.name, completed.value)
  return started
}
