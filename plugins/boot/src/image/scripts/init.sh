#!/bin/busybox sh
# shellcheck shell=dash
#
# /init of the initramfs of `ops boot image`, for busybox's ash.
#
# It runs at most twice: first from the kernel's own RAM file system and, when the image is copied to a RAM block
# device (ram=), again from there with OPS_SECOND=1.
#
# Settings, the later ones override the earlier:
#   /etc/ops-boot.conf    made by `ops boot image` (settings-text.ts): ip nfsroot ram into run console beacon rescue
#   kernel command line   ip=, nfsroot= (the kernel's nfsroot.rst), BOOTIF=, ops.ram=, ops.ramfs=, ops.into=,
#                         ops.run=, ops.console=, ops.beacon=, ops.rescue=
#
# Each step prints `ops-boot: stage=... state=... uptime=...` on the console and, once there is a network, sends the
# same to the boot server over HTTP.

export PATH=/sbin:/bin:/usr/sbin:/usr/bin HOME=/ TERM=linux
ip=dhcp
nfsroot=''
ram=''
ramfs=ext2
into=chroot
run=''
console=''
beacon=''
rescue=shell
release=''

# Reports a step. Arguments: stage, state, detail.
beacon() {
  up=$(cut -d' ' -f1 /proc/uptime 2>/dev/null)
  echo "ops-boot: stage=$1 state=$2 uptime=${up:-0} $3"
  [ -n "$beacon" ] && [ -n "$client" ] || return 0
  text=$(printf '%s' "$3" | tr -c 'A-Za-z0-9._:/=,-' '+')
  address=${beacon#http://}
  path=/${address#*/}
  address=${address%%/*}
  query="stage=$1&state=$2&uptime=${up:-0}&mac=$mac&detail=$text"
  # Written by hand, because the wget of Debian's static busybox ends with a segmentation fault.
  printf 'GET %s?%s HTTP/1.0\r\n\r\n' "$path" "$query" |
    nc -w 2 "${address%%:*}" "${address##*:}" >/dev/null 2>&1
  return 0
}

# A setting that is only a port number means that port of the boot server.
complete_beacon_url() {
  case "$beacon" in
    *[!0-9]* | '') ;;
    *) beacon=http://$server:$beacon/beacon ;;
  esac
}

# Ends the boot: reports the failure, then reboots, powers off or opens a rescue shell. Arguments: stage, sentence.
fail() {
  beacon "$1" failed "$2"
  case "$rescue" in
    reboot)
      sleep 5
      reboot -f
      ;;
    poweroff)
      sleep 1
      poweroff -f
      ;;
  esac
  echo "ops-boot: a rescue shell follows; the boot does not continue"
  while :; do
    setsid cttyhack sh
    sleep 1
  done
}

read_settings() {
  # shellcheck disable=SC1091 # made by `ops boot image`
  [ -r /etc/ops-boot.conf ] && . /etc/ops-boot.conf
  # shellcheck disable=SC2013 # words are wanted, not lines
  for word in $(cat /proc/cmdline); do
    case "$word" in
      ip=* | nfsroot=*) eval "${word%%=*}=\"\${word#*=}\"" ;;
      ops.ram=* | ops.ramfs=* | ops.into=* | ops.run=* | ops.console=* | ops.beacon=* | ops.rescue=*)
        word=${word#ops.}
        eval "${word%%=*}=\"\${word#*=}\""
        ;;
      BOOTIF=*) bootif=$(echo "${word#BOOTIF=}" | cut -d- -f2- | tr - :) ;;
    esac
  done
}

# Loads the modules of /lib/modules/RELEASE/load, one a line with its options, in that order.
load_modules() {
  count=0
  bad=''
  while read -r module options; do
    # shellcheck disable=SC2086 # options are several words
    if insmod "/lib/modules/$release/$module" $options 2>/tmp/insmod; then
      count=$((count + 1))
      continue
    fi
    case "$(cat /tmp/insmod)" in
      *"File exists"* | *"No such device"*) ;;
      *) bad="$bad ${module##*/}" ;;
    esac
  done <"/lib/modules/$release/load"
  beacon modules ok "$count loaded${bad:+, not:$bad}"
}

# Sets card and mac: the card that the firmware booted from (BOOTIF=), else the first with a device. Argument: only this
# card, unless empty.
find_card() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    for path in /sys/class/net/*; do
      [ -e "$path/device" ] || continue
      [ -z "$bootif" ] || [ "$(cat "$path/address")" = "$bootif" ] || continue
      [ -z "$1" ] || [ "${path##*/}" = "$1" ] || continue
      card=${path##*/}
      mac=$(cat "$path/address")
      return 0
    done
    sleep 1
  done
  return 1
}

# Brings the network up by DHCP, or with the addresses of ip=client:server:gateway:mask:hostname:device.
configure_network() {
  [ "$ip" = off ] && return 0
  rest=$ip
  set --
  while [ -n "$rest" ]; do
    case "$rest" in
      *:*)
        set -- "$@" "${rest%%:*}"
        rest=${rest#*:}
        ;;
      *)
        set -- "$@" "$rest"
        rest=''
        ;;
    esac
  done
  find_card "$6" || fail network "no network card has a driver"
  command ip link set lo up
  command ip link set "$card" up
  case "$1" in
    '' | dhcp | on | any)
      udhcpc -i "$card" -n -q -t 10 -T 2 -s /etc/udhcpc.script >/tmp/udhcpc 2>&1 ||
        fail network "no DHCP answer on $card"
      # shellcheck disable=SC1091 # made by /etc/udhcpc.script
      . /run/net.conf
      ;;
    *)
      client=$1
      server=$2
      gateway=$3
      mask=$4
      name=$5
      command ip addr add "$client/${mask:-24}" dev "$card" || fail network "$card does not take the address $client"
      [ -n "$gateway" ] && command ip route add default via "$gateway"
      ;;
  esac
  [ -n "$name" ] && hostname "$name"
  printf "card='%s' mac='%s' client='%s' server='%s' name='%s'\n" \
    "$card" "$mac" "$client" "$server" "$name" >/run/net.conf
  complete_beacon_url
  beacon network ok "$card $mac $client server=$server"
}

# Copies the image to the RAM block device and starts /init again from there.
move_to_ram_device() {
  device=/dev/$ram
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -b "$device" ] && break
    sleep 1
  done
  [ -b "$device" ] || fail ram "no block device $device"
  mke2fs -F "$device" >/tmp/mke2fs 2>&1 || fail ram "mke2fs $device failed"
  mkdir -p /ram
  mount -t "$ramfs" "$device" /ram || fail ram "$device cannot be mounted as $ramfs"
  for entry in /*; do
    case "$entry" in
      /proc | /sys | /dev | /run | /ram | /tmp | /root | /lost+found) ;;
      *) cp -a "$entry" /ram/ || fail ram "$device is full" ;;
    esac
  done
  mkdir -p /ram/proc /ram/sys /ram/dev /ram/run /ram/tmp /ram/nfs
  beacon ram ok "$device $(df -k /ram | awk 'NR==2 {print "size=" $2 "k used=" $3 "k"}')"
  for entry in dev proc sys run; do
    mount --move /$entry /ram/$entry
  done
  export OPS_SECOND=1
  exec switch_root /ram /init
}

# Mounts nfsroot=[server:]path[,options] at /nfs: NFSv4.1, or the version that the options name.
mount_nfs() {
  options=''
  version=''
  where=${nfsroot%%,*}
  case "$nfsroot" in
    *,*) options=${nfsroot#*,} ;;
  esac
  case "$where" in
    *:*)
      nfsserver=${where%%:*}
      where=${where#*:}
      ;;
    *) nfsserver=$server ;;
  esac
  where=$(echo "$where" | sed "s|%s|$client|g; s|%h|$(hostname)|g")
  version=$(echo ",$options," | sed -n 's/.*,\(nfs\)\{0,1\}vers=\([0-9.]*\),.*/\2/p')
  version=${version:-4.1}
  case "$version" in
    3)
      type=nfs
      base="vers=3,proto=tcp,nolock,mountvers=3,mountproto=tcp,addr=$nfsserver,mountaddr=$nfsserver"
      ;;
    *)
      type=nfs4
      base="vers=$version,proto=tcp,addr=$nfsserver,clientaddr=$client"
      ;;
  esac
  # Without the options that `base` sets.
  options=$(
    echo "$options" |
      tr ',' '\n' |
      grep -v '^\(nfs\)\{0,1\}vers=\|^proto=\|^tcp$\|^nolock$\|^$' |
      tr '\n' ','
  )
  mkdir -p /nfs
  for try in 1 2 3 4 5 6; do
    mount -i -t "$type" -o "${options}$base" "$nfsserver:$where" /nfs 2>/tmp/nfs && break
    [ "$try" = 6 ] && fail nfs "$nfsserver:$where vers=$version: $(tail -n1 /tmp/nfs)"
    sleep 2
  done
  beacon nfs ok "$nfsserver:$where vers=$version"
}

# Starts the first program of the NFS root, by chroot or by making /nfs the real root.
enter_root() {
  if [ -z "$run" ]; then
    for run in /sbin/init /usr/local/sbin/ops-init /etc/init /bin/init /bin/sh; do
      if [ -x "/nfs$run" ] || [ -L "/nfs$run" ]; then break; fi
    done
  fi
  chroot /nfs /bin/sh -c : 2>/tmp/root ||
    fail root "/bin/sh of the NFS root does not start: $(tail -n1 /tmp/root)"
  for entry in dev proc sys run; do
    mkdir -p /nfs/$entry 2>/dev/null
  done
  beacon root ok "$into $run"
  [ "$into" = chroot ] && [ -z "$OPS_SECOND" ] && into=switch
  if [ "$into" = chroot ]; then
    for entry in dev proc sys run; do
      mount --bind /$entry /nfs/$entry
    done
    exec env -u OPS_SECOND OPS_BEACON="$beacon" OPS_MAC="$mac" chroot /nfs "$run"
  fi
  for entry in dev proc sys run; do
    mount --move /$entry /nfs/$entry
  done
  export OPS_BEACON="$beacon" OPS_MAC="$mac"
  [ -z "$OPS_SECOND" ] && exec switch_root /nfs "$run"
  unset OPS_SECOND
  cd /nfs || fail root "/nfs cannot be entered"
  mkdir -p mnt
  pivot_root . mnt
  exec chroot . /bin/sh -c "umount -l /mnt; exec $run"
}

if [ ! -e /bin/sleep ]; then
  /bin/busybox mkdir -p /bin /sbin
  /bin/busybox --install -s /bin
fi
mkdir -p /proc /sys /dev /run /tmp
if [ -z "$OPS_SECOND" ]; then
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  mount -t devtmpfs devtmpfs /dev
  mkdir -p /dev/pts
  mount -t devpts devpts /dev/pts
  mount -t tmpfs tmpfs /run
fi
read_settings
[ -n "$console" ] && [ -c "/dev/$console" ] && exec <"/dev/$console" >"/dev/$console" 2>&1
release=$(uname -r)
if [ -z "$OPS_SECOND" ]; then
  beacon init ok "$release $(uname -m)"
  [ -r "/lib/modules/$release/load" ] && load_modules
  if [ -d /lib/modules ] && [ ! -d "/lib/modules/$release" ]; then
    # shellcheck disable=SC2012 # names of kernel releases have no unusual characters
    fail modules "the kernel is $release, the image has modules of $(ls /lib/modules | tr '\n' ' ')"
  fi
  configure_network
  [ -n "$ram" ] && move_to_ram_device
else
  # shellcheck disable=SC1091 # made in the first run
  . /run/net.conf 2>/dev/null
  complete_beacon_url
  beacon ramroot ok "$(awk '$2 == "/" {root=$1 " " $3} END {print root}' /proc/mounts)"
fi
if [ "$into" = none ]; then
  beacon login ok "busybox ramdisk"
  while :; do
    setsid cttyhack sh -l
    sleep 1
  done
fi
[ -n "$nfsroot" ] || fail nfs "no nfsroot= is set"
mount_nfs
enter_root
