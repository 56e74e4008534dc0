# The phone's own start script of its sshd. Unlike the ROM's start-ssh it daemonises, knows its own sshd by pidfile and
# command line, and leaves every other sshd alone. Without an argument (a boot hook) it starts.
# Usage: start-sshd [start | stop | restart | status]
# Variables set in front: sshd config pidfile log running
# Needs: leave-group.sh
# shellcheck shell=sh disable=SC2154,SC2094

ours() {
  pid=
  { read -r pid < "$pidfile"; } 2> /dev/null
  case "$pid" in '' | *[!0-9]*) return 1 ;; esac
  [ -r "/proc/$pid/cmdline" ] || return 1
  case "$(tr '\0' ' ' < "/proc/$pid/cmdline")" in *"$config"*) return 0 ;; esac
  return 1
}

pause() {
  sleep 0.1 2> /dev/null || sleep 1
}

start() {
  ours && return 0
  rm -f "$pidfile" "$running"
  # The shell user, as whom adb looks without root, must be able to read the pid and what runs, but not the log.
  umask 022
  cd /
  # Otherwise init would end sshd together with adbd, or with the service that runs this.
  leave_group
  # A full disk must not keep it from starting.
  (umask 077; rm -f "$log"; : > "$log") 2> /dev/null || log=/dev/null
  "$sshd" -f "$config" -E "$log" < /dev/null > /dev/null 2>> "$log" || return 1
  tries=0
  until ours; do
    tries=$((tries + 1))
    [ $tries -gt 50 ] && return 1
    pause
  done
  sed -n 's/^# ops-config //p' "$config" > "$running.new" && mv -f "$running.new" "$running"
}

stop() {
  ours || { rm -f "$running"; return 0; }
  kill "$pid"
  tries=0
  while ours; do
    tries=$((tries + 1))
    [ $tries -gt 50 ] && return 1
    pause
  done
  rm -f "$pidfile" "$running"
}

# The controller may go away in the middle of a restart.
trap '' HUP PIPE
case "${1:-start}" in
  start) start ;;
  stop) stop ;;
  restart) stop && start ;;
  status) ours && echo "running $pid" ;;
  *) exit 64 ;;
esac
