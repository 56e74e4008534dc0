# Takes this shell, and so what it starts, out of the control group of the process that runs it. Android's init kills
# what is in the group of a service that ends (Service::Reap): adbd's when it restarts for `adb root`, `adb unroot` or
# another USB mode, and since Android 11 also that of a oneshot service. The three places are those of Android 7 to 14.
# Takes no arguments.
# shellcheck shell=sh

leave_group() {
  for group in /acct /dev/cg2_bpf /sys/fs/cgroup; do
    if [ -w $group/cgroup.procs ]; then
      # The kernel may refuse it all the same (EBUSY, SELinux): the caller goes on where it is, also under `set -e`.
      echo $$ > $group/cgroup.procs || :
    fi
  done 2> /dev/null
  return 0
}
