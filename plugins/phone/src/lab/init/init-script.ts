import {shellQuote} from '@ops/core/transport'
import type {RcService} from './parse-rc.ts'

/** Since Android 11 init kills what a oneshot service leaves behind; before, only what any other service does. */
const killsOneshots = 30

/** The first process of a lab phone: starts services as init does, each in a control group of its own, and reaps. */
export function initScript(services: readonly RcService[], sdk: number): string {
  return `mkdir -p /run/props
service() (
  group=/sys/fs/cgroup/$1 ends=$2 again=$3
  shift 3
  while :; do
    since=$SECONDS
    mkdir -p $group
    sh -c 'echo $$ > $0/cgroup.procs; exec "$@"' $group "$@" > /dev/null 2>&1 < /dev/null
    [ $ends = kill ] && kill -9 $(cat $group/cgroup.procs) 2> /dev/null
    [ $again = again ] || return
    # Not more often than every five seconds.
    [ $((SECONDS - since)) -ge 5 ] || sleep $((5 - SECONDS + since))
  done
)
service adbd kill again /usr/lib/android-sdk/platform-tools/adbd &
for hook in /data/adb/service.d/*; do [ -x "$hook" ] && "$hook" > /dev/null 2>&1 < /dev/null & done
${services.map((service) => `${line(service, sdk)} &\n`).join('')}echo 1 > /run/props/sys.boot_completed
while :; do wait; sleep 1; done`
}

function line({name, argv, oneshot}: RcService, sdk: number): string {
  return `service ${shellQuote([name])} ${!oneshot || sdk >= killsOneshots ? 'kill' : 'leave'} ${oneshot ? 'once' : 'again'} ${shellQuote(argv)}`
}
