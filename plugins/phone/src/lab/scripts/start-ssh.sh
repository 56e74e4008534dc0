# The ROM's own starter of sshd; it stays in the foreground, so a shell over adb waits for it for good.
# Variables set in front: bin (folder of the programs), etc (folder of sshd_config), key_types (separated by blanks)
# shellcheck shell=sh disable=SC2154

umask 077
for type in $key_types; do
  key=/data/ssh/ssh_host_${type}_key
  [ -f "$key" ] || "$bin/ssh-keygen" -t "$type" -f "$key" -N ""
done
export TMPDIR=/data/local/tmp
exec "$bin/sshd" -f "$etc/sshd_config" -D
