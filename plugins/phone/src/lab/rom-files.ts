import type {Generation} from './generations.ts'

/** `getprop KEY` over what init has set and build.prop; a key that is not there prints an empty line, as on a phone. */
export const getprop = `#!/system/bin/sh
[ -f "/run/props/$1" ] && exec cat "/run/props/$1"
while IFS='=' read -r key value; do
  [ "$key" = "$1" ] && { echo "$value"; exit 0; }
done < /system/build.prop
echo
`

/** A userdebug build, as LineageOS ships. */
export function buildProp({name, sdk}: Generation): string {
  const props = {
    'ro.build.version.sdk': sdk,
    'ro.build.type': 'userdebug',
    'ro.debuggable': 1,
    'ro.lineage.version': name === 'none' ? '' : `${name}-20240101-UNOFFICIAL-lab`,
    'ro.product.model': 'Lab Phone',
    'ro.product.device': 'lab',
    'ro.crypto.state': 'encrypted',
    'ro.crypto.type': 'file',
    'ro.boot.verifiedbootstate': 'orange',
  }
  return Object.entries(props)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/**
 * Debian's real sshd with what makes the ROM's build different: its version's name, where it looks for the folder of
 * the unprivileged half, root logins forced open on debuggable builds, no
 * penalties (Debian's OpenSSH 10 has them, the ROMs' versions do not), and folder checks left out where Android does.
 */
export function sshdProgram({openssh, checksFolders}: Generation): string {
  return `#!/system/bin/sh
case "$1" in -V) echo "unknown option -- V" >&2; echo "OpenSSH_${openssh}, BoringSSL" >&2; exit 1 ;; esac
empty=/data/ssh/empty
[ -d $empty ] || { echo "Missing privilege separation directory: $empty" >&2; exit 255; }
case "$(stat -c '%u %a' $empty)" in
  "0 "*[2367]? | "0 "*[2367] | [!0]*) echo "$empty must be owned by root and not group or world-writable." >&2; exit 255 ;;
esac
mkdir -p /run/sshd && chmod 755 /run/sshd
exec /usr/sbin/sshd -o PermitRootLogin=yes -o PerSourcePenalties=no ${checksFolders ? '' : '-o StrictModes=no '}"$@"
`
}

/** "sysinit" of the ROMs up to Android 9: runs userinit.sh once at boot (android_vendor_lineage, "Kill sysinit" ended it). */
export const sysinitRc = `service sysinit /system/bin/sh /data/local/userinit.sh
    user root
    seclabel u:r:sysinit:s0
    oneshot
    disabled

on property:sys.boot_completed=1
    start sysinit
`

/** The ROM's own starter: it stays in the foreground, so nobody may run it over adb and wait. */
export function startSsh({bin, etc, hostKeys}: Generation): string {
  const keys = hostKeys.map(
    (kind) => `[ -f /data/ssh/ssh_host_${kind}_key ] || ${bin}/ssh-keygen -t ${kind} -f /data/ssh/ssh_host_${kind}_key -N ""\n`,
  )
  return `#!/system/bin/sh
umask 077
${keys.join('')}export TMPDIR=/data/local/tmp
exec ${bin}/sshd -f ${etc}/sshd_config -D
`
}
