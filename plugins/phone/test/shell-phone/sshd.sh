#!/bin/sh
# Stands for an sshd: knows -V, -t and -f, and runs as a folder below proc that holds the configuration it read.
R=@R@
case "$1" in
  -V) echo "OpenSSH_@VERSION@, BoringSSL" >&2; exit 1 ;;
  -t) shift ;;
  *) run=yes ;;
esac
config=$2
port=22
address=00000000
while read -r word value; do
  case "$word" in
    Port) port=$value ;;
    ListenAddress) address=0100007F ;;
    HostKey) [ -f "$value" ] || { echo "Unable to load host key: $value" >&2; exit 1; } ;;
    [Pp]id[Ff]ile) pidfile=$value ;;
  esac
done < "$config"
[ "$run" = yes ] || exit 0
read -r pid < "$R/proc/next"
echo $((pid + 1)) > "$R/proc/next"
p=$R/proc/$pid
mkdir "$p"
echo sshd > "$p/comm"
printf 'sshd\0-f\0%s\0' "$config" > "$p/cmdline"
cp "$config" "$p/config"
printf ' 0: %s:%04X 00000000:0000 0A\n' "$address" "$port" > "$p/socket"
cat "$R"/proc/[0-9]*/socket > "$R/proc/net/tcp"
echo "$pid" > "$pidfile"
