# Functions of the scripts that change a phone. A script is these, `set -e`, and one call per line (compose-step.ts), so
# it ends with the first command that fails, also in the middle of a function.
# Needs: ../../layout/scripts/leave-group.sh
# shellcheck shell=sh

# make_folder PATH
make_folder() {
  [ -d "$1" ] || mkdir "$1"
}

# remove_empty_folder PATH: leaves a folder alone that still holds something.
remove_empty_folder() {
  rmdir "$1" 2> /dev/null || :
}

# write_input FILE: writes standard input into a file.
write_input() {
  cat > "$1"
}

# set_label PATH: gives a file the SELinux label of its place, on phones that have labels.
set_label() {
  restorecon "$1" 2> /dev/null || :
}

# keep_copy FILE COPY: keeps the copy that is there already; one that was cut short has another name.
keep_copy() {
  [ ! -f "$2" ] || return 0
  cp -p "$1" "$2.new"
  mv "$2.new" "$2"
}

# move_between_disks STAGED WAITING PATH: only within one file system is a rename whole, so the file waits once more.
move_between_disks() {
  cp -p "$1" "$2" || { rm -f "$2"; exit 1; }
  mv -f "$2" "$3"
  rm -f "$1"
}

# generate_host_key SSH_KEYGEN FILE
generate_host_key() {
  "$1" -q -t ed25519 -N '' -C ops -f "$2" < /dev/null
}

# run_start_script SCRIPT start|restart|stop LOG: on failure the end of sshd's log goes to standard error.
run_start_script() {
  sh "$1" "$2" || { tail -n 3 "$3" >&2; exit 1; }
}

# stop_own_sshd SCRIPT LOG: a script at that place that ops did not write knows no "stop" and might never end.
stop_own_sshd() {
  grep -q '^# Written by ops' "$1" 2> /dev/null || return 0
  run_start_script "$1" stop "$2"
}

# start_foreign_sshd SSHD CONFIG PIDFILE: an sshd that was set up with the same files before ops, unless it still runs.
start_foreign_sshd() {
  leave_group
  pid=
  { read -r pid < "$3"; } 2> /dev/null || :
  case "$(tr '\0' ' ' < "/proc/${pid:-none}/cmdline")" in
    *sshd*) return 0 ;;
  esac 2> /dev/null
  (cd / && "$1" -f "$2" < /dev/null > /dev/null 2>&1)
}
