#!/bin/sh
# Starts one of the programs, as its own user.
# Usage: start.sh redis|nginx|postgres|java|node|node-with-uring|tmux|numbers
set -eu
cd /
as_web() { setsid setpriv --reuid www-data --regid www-data --init-groups "$@" </dev/null >/dev/null 2>&1 & }
case $1 in
  redis) runuser -u redis -- redis-server /etc/redis/redis.conf >/dev/null ;;
  nginx) nginx ;;
  postgres) unshare --ipc pg_ctlcluster 17 main start ;;
  java) as_web java -Xmx64m /srv/Server.java ;;
  node) as_web perl /srv/without-uring.pl node /srv/server.js ;;
  node-with-uring) as_web node /srv/server.js ;;
  tmux)
    setsid tmux new-session -d -s work \
      'while sleep 0.1; do echo $((i += 1)); done >>/var/lib/tmux/counts' </dev/null >/dev/null 2>&1
    pgrep -o -x 'tmux: server' >/run/tmux/tmux.pid
    ;;
  numbers)
    # Each number passes two pipes and two short-lived children. It is counted outside of a pipe, whose ends are children.
    # shellcheck disable=SC2016
    setsid sh -c 'echo $$ >/run/numbers/numbers.pid
      while sleep 0.01; do : $((i += 1)); echo "$i" | cat; done |
      while read -r n; do echo "$(echo "$n" | tr 0-9 0-9)"; done >>/var/lib/numbers/counts' </dev/null >/dev/null 2>&1 &
    ;;
esac
