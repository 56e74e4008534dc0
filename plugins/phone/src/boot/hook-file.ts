import type {HookName} from '../layout/hooks.ts'

const begin = '# BEGIN ops sshd'
const end = '# END ops sshd'

/** The text of a boot hook. userinit.sh may have other owners, so ops writes only a marked block into it. */
export function hookText(hook: HookName, script: string, before: string | undefined): string {
  if (hook === 'magisk') return `#!/system/bin/sh\n# Written by ops.\n${script} start\n`
  if (hook === 'rc') {
    return `# Written by ops: init may enter the domain su on debuggable builds only.
service ops_sshd /system/bin/sh ${script} start
    user root
    group root
    seclabel u:r:su:s0
    oneshot
    disabled

on property:sys.boot_completed=1
    start ops_sshd
`
  }
  return `${withoutBlock(before ?? '#!/system/bin/sh\n')}${begin}\n${script} start &\n${end}\n`
}

/** The hook without the lines of ops; undefined when nothing else is in it. */
export function hookWithout(hook: HookName, text: string): string | undefined {
  if (hook !== 'userinit') return undefined
  const rest = withoutBlock(text)
  return rest.trim() === '' || rest.trim() === '#!/system/bin/sh' ? undefined : rest
}

function withoutBlock(text: string): string {
  const lines = (text.endsWith('\n') || text === '' ? text : `${text}\n`).split('\n')
  const from = lines.indexOf(begin)
  const to = lines.indexOf(end, from)
  return from < 0 || to < 0 ? lines.join('\n') : [...lines.slice(0, from), ...lines.slice(to + 1)].join('\n')
}
