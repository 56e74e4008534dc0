# Reports what a phone is; only reads. The report is lines of `key=value`; the text of a file follows with a bar before
# each line and a last line that ends in a dollar sign, which tells a last newline from none. Any app may call a process
# of its own sshd and choose its command line, so that goes past the shell: mksh's echo would make line ends out of
# written-out ones.
# Variables set in front; all but the first are lists separated by blanks: search_path bin_folders properties seen_files
# read_files host_keys
# shellcheck shell=sh disable=SC2154,SC2034,SC3037

export PATH="$search_path:$PATH"
echo 'ops-probe 1'
echo "uid=$(id -u)"
for name in $properties; do
  echo "prop.$name=$(getprop "$name")"
done
echo "arch=$(uname -m)"
echo "epoch=$(date +%s)"
echo "zone=$(date +%z)"
echo "selinux=$(getenforce 2> /dev/null)"

sshd=
keygen=
for folder in $bin_folders; do
  for name in sshd ssh-keygen start-ssh; do
    [ -e "$folder/$name" ] && echo "program.$name=$folder/$name"
  done
  [ -z "$sshd" ] && [ -x "$folder/sshd" ] && sshd=$folder/sshd
  [ -z "$keygen" ] && [ -x "$folder/ssh-keygen" ] && keygen=$folder/ssh-keygen
done
[ -n "$sshd" ] && echo "openssh=$("$sshd" -V 2>&1 < /dev/null | tr '\n' ' ')"

report_file() {
  if found=$(stat -c '%f %u %g' "$1" 2>&1); then
    echo "file.$1=$found"
    return 0
  fi
  case "$found" in
    *enied*) echo "file.$1=hidden" ;;
    *) echo "file.$1=absent" ;;
  esac
  return 1
}
for file in $seen_files; do
  report_file "$file"
done
for file in $read_files; do
  report_file "$file" && [ -f "$file" ] && [ -r "$file" ] && { cat "$file"; echo '$'; } | sed 's/^/|/'
done
for file in $host_keys; do
  [ -r "$file" ] && [ -n "$keygen" ] && public=$("$keygen" -y -P '' -f "$file" 2> /dev/null < /dev/null) &&
    echo "hostkey.$file=$public"
done

for table in tcp tcp6; do
  # proc(5): 0A is the state LISTEN.
  {
    while read -r slot address remote state rest; do
      [ "$state" = 0A ] && echo "listen=$address"
    done < "/proc/net/$table"
  } 2> /dev/null
done
for process in /proc/[0-9]*; do
  name=
  { read -r name < "$process/comm"; } 2> /dev/null
  [ "$name" = sshd ] || continue
  echo -n "process.${process#/proc/}="
  tr '\0\n' '  ' < "$process/cmdline"
  echo
done
echo "free=$(df -k /data 2> /dev/null | tail -n 1)"
[ -w /system/etc/init ] && echo 'system=writable'
[ -d /data/adb/modules/ssh ] && echo 'other=MagiskSSH'
[ -d /data/data/com.termux ] && echo 'other=Termux'
echo 'ops-probe end'
