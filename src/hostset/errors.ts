import {errorTable} from '../errors/index.ts'
import {nearestName} from '../spelling/index.ts'

export const hostsetErrors = errorTable({
  HOSTSET_SYNTAX: {
    message: (set: string, at: number, what: string) => `"${set}" is not a host set: ${what} at character ${at + 1}.`,
    hint: () => 'write sets like node[1-16,20], @group, a,b!c; quote them, shells expand brackets',
    exit: 'usage',
  },
  HOSTSET_TOO_LARGE: {
    message: (set: string, most: number) => `"${set}" names more than ${most} hosts.`,
    exit: 'usage',
  },
  HOSTSET_GROUP_UNKNOWN: {
    message: (group: string, known: readonly string[]) => {
      const name = nearestName(group, known)
      return `No group is called "@${group}".${name === undefined ? '' : ` Did you mean "@${name}"?`}`
    },
    hint: () => 'ops inventory list --groups',
    exit: 'usage',
  },
  HOSTSET_GROUP_LOOP: {
    message: (group: string, path: string) => `Group "@${group}" contains itself (${path}).`,
    exit: 'usage',
  },
})
