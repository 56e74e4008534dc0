import {loadScript} from '@ops/core/scripts'
import {withVariables} from '../shell/compose-script.ts'
import type {Generation} from './generations.ts'

const scriptAt = (name: string) => loadScript(new URL(`./scripts/${name}`, import.meta.url))

/** `getprop NAME` over what init has set and build.prop. */
export function getprop(): string {
  return scriptAt('getprop.sh')
}

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

/** The ROM's sshd. */
export function sshdProgram({openssh, checksFolders}: Generation): string {
  return phoneProgram('sshd.sh', {version: openssh, strict_modes: checksFolders ? '' : '-o StrictModes=no'})
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

/** The ROM's own starter of sshd. */
export function startSsh({bin = '', etc, hostKeys}: Generation): string {
  return phoneProgram('start-ssh.sh', {bin, etc, key_types: hostKeys})
}

function phoneProgram(name: string, variables: Parameters<typeof withVariables>[1]): string {
  return `#!/system/bin/sh\n${withVariables(scriptAt(name), variables)}`
}
