#!/bin/bash
# Stands in for ssh while the old version runs: keeps the command, its standard input and its output, and calls the real one.
# Beside this file: `real` (path of ssh), and for each command N: N.host, N.command, N.stdin, N.stdout, N.begin (ms), N.code.
folder=$(dirname "$0")
real=$(cat "$folder/real")
for word in "$@"; do
  if [ "$word" = -O ]; then exec "$real" "$@"; fi
done
n=$(
  exec 9>>"$folder/lock"
  flock 9
  last=$(cat "$folder/count" 2>/dev/null || echo 0)
  echo $((last + 1)) | tee "$folder/count"
)
date +%s%3N >"$folder/$n.begin"
printf %s "${@: -2:1}" >"$folder/$n.host"
printf %s "${@: -1}" >"$folder/$n.command"
tee "$folder/$n.stdin" | "$real" "$@" | tee "$folder/$n.stdout"
code=${PIPESTATUS[1]}
printf %s "$code" >"$folder/$n.code"
exit "$code"
