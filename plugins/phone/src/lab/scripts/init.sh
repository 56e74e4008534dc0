# Functions of a lab phone's first process, which stands for Android's init: services in a control group each. The calls
# come below them (init/compose-init.ts).
# shellcheck shell=sh

# service NAME kill|leave again|once PROGRAM [ARGUMENT ...]: runs a service; when it ends, kills what is left in its
# group (`kill`), and starts it again (`again`), not more often than every five seconds.
service() (
  group=/sys/fs/cgroup/$1
  ends=$2
  again=$3
  shift 3
  while :; do
    since=$(date +%s)
    mkdir -p "$group"
    sh -c 'echo $$ > $0/cgroup.procs; exec "$@"' "$group" "$@" > /dev/null 2>&1 < /dev/null
    # shellcheck disable=SC2046
    [ "$ends" = kill ] && kill -9 $(cat "$group/cgroup.procs") 2> /dev/null
    [ "$again" = again ] || return
    ran=$(($(date +%s) - since))
    [ $ran -ge 5 ] || sleep $((5 - ran))
  done
)

# start_service: as service, without waiting for its end.
start_service() {
  service "$@" &
}

# run_magisk_hooks: the programs of Magisk's service.d, side by side.
run_magisk_hooks() {
  for hook in /data/adb/service.d/*; do
    [ -x "$hook" ] && "$hook" > /dev/null 2>&1 < /dev/null &
  done
}

# finish_boot: sets the property by which a phone says that it is up, and reaps for good.
finish_boot() {
  echo 1 > /run/props/sys.boot_completed
  while :; do
    wait
    sleep 1
  done
}
