import {shellQuote} from '@ops/core/transport'
import {bootHookFiles} from '../layout/hooks.ts'
import {emptyFolder, hostPublicFile, keysFile, layouts, manifestFile, opsFolder, runningFile, sshFolder} from '../layout/layout.ts'

/** Where ROMs have put their programs, in the order in which a phone's own PATH would find them. */
export const binFolders = ['/product/bin', '/system_ext/bin', '/system/bin', '/system/xbin', '/vendor/bin']

const props = [
  'ro.build.version.sdk',
  'ro.build.type',
  'ro.debuggable',
  'ro.lineage.version',
  'ro.product.model',
  'ro.crypto.state',
  'ro.crypto.type',
  'vold.decrypt',
  'ro.boot.verifiedbootstate',
  'ro.boot.flash.locked',
]

const readFiles = [
  keysFile,
  manifestFile,
  runningFile,
  hostPublicFile,
  ...Object.values(layouts).flatMap(({config, script, pidfile}) => [config, script, pidfile]),
  ...bootHookFiles,
]
const seenFiles = [
  '/data',
  sshFolder,
  emptyFolder,
  opsFolder,
  '/data/local/userinit.d',
  ...Object.values(layouts).map(({hostKey}) => hostKey),
]

/**
 * One batch that only reads. Its report is lines of `key=value`; text of files follows with a bar before each line and a
 * last line that ends in a dollar sign, which tells a last newline from none. Any app may call a process of its own sshd
 * and choose its command line, so that goes past the shell: mksh's echo would make line ends out of a written-out one.
 */
export function probeScript(): string {
  const words = (list: readonly string[]) => shellQuote(list)
  return `export PATH="${binFolders.join(':')}:$PATH"
echo 'ops-probe 1'
echo "uid=$(id -u)"
for p in ${words(props)}; do echo "prop.$p=$(getprop "$p")"; done
echo "arch=$(uname -m)"
echo "epoch=$(date +%s)"
echo "zone=$(date +%z)"
echo "selinux=$(getenforce 2> /dev/null)"
first=
keygen=
for d in ${words(binFolders)}; do
  for n in sshd ssh-keygen start-ssh; do [ -e "$d/$n" ] && echo "program.$n=$d/$n"; done
  [ -z "$first" ] && [ -x "$d/sshd" ] && first=$d/sshd
  [ -z "$keygen" ] && [ -x "$d/ssh-keygen" ] && keygen=$d/ssh-keygen
done
[ -n "$first" ] && echo "openssh=$("$first" -V 2>&1 < /dev/null | tr '\\n' ' ')"
look() {
  if s=$(stat -c '%f %u %g' "$1" 2>&1); then echo "file.$1=$s"; return 0; fi
  case "$s" in *enied*) echo "file.$1=hidden" ;; *) echo "file.$1=absent" ;; esac
  return 1
}
for f in ${words(seenFiles)}; do look "$f"; done
for f in ${words(readFiles)}; do
  look "$f" && [ -f "$f" ] && [ -r "$f" ] && { cat "$f"; echo '$'; } | sed 's/^/|/'
done
for f in ${words(Object.values(layouts).map(({hostKey}) => hostKey))}; do
  [ -r "$f" ] && [ -n "$keygen" ] && h=$("$keygen" -y -P '' -f "$f" 2> /dev/null < /dev/null) && echo "hostkey.$f=$h"
done
for t in tcp tcp6; do
  { while read -r a b c d e; do [ "$d" = 0A ] && echo "listen=$b"; done < "/proc/net/$t"; } 2> /dev/null
done
for p in /proc/[0-9]*; do
  c=
  { read -r c < "$p/comm"; } 2> /dev/null
  [ "$c" = sshd ] || continue
  echo -n "process.\${p#/proc/}="
  tr '\\0\\n' '  ' < "$p/cmdline"
  echo
done
echo "free=$(df -k /data 2> /dev/null | tail -n 1)"
[ -w /system/etc/init ] && echo 'system=writable'
[ -d /data/adb/modules/ssh ] && echo 'other=MagiskSSH'
[ -d /data/data/com.termux ] && echo 'other=Termux'
echo 'ops-probe end'
`
}
