import {errorTable} from '../errors/index.ts'
import {nearestName} from '../spelling/index.ts'

export const hostsetErrors = errorTable({
  HOSTSET_SYNTAX: {
    meaning: 'The text does not follow the grammar of host sets, so it is unknown which hosts are meant. Nothing was done to any host.',
    message: (set: string, at: number, what: string) => `"${set}" is not a host set: ${what} at character ${at + 1}.`,
    hint: () => 'write sets like node[1-16,20], @group, a,b!c; quote them, shells expand brackets',
    exit: 'usage',
  },
  HOSTSET_TOO_LARGE: {
    meaning: 'The set expands to more hosts than ops accepts, usually because of a mistyped range. Nothing was done to any host.',
    message: (set: string, most: number) => `"${set}" names more than ${most} hosts.`,
    hint: () => 'correct the range, or name fewer hosts',
    exit: 'usage',
  },
  HOSTSET_TOO_DEEP: {
    meaning: 'Groups of the inventory contain one another in a chain that is longer than ops follows. Nothing was done to any host.',
    message: (group: string, most: number) => `Group "@${group}" contains groups more than ${most} levels deep.`,
    hint: () => 'name the hosts in one of the groups, then run ops inventory check',
    exit: 'usage',
  },
  HOSTSET_GROUP_UNKNOWN: {
    meaning: 'The inventory has no group of this name, so it is unknown which hosts are meant. Nothing was done to any host.',
    message: (group: string, known: readonly string[]) => {
      const name = nearestName(group, known)
      return `No group is called "@${group}".${name === undefined ? '' : ` Did you mean "@${name}"?`}`
    },
    hint: () => 'ops inventory list --groups',
    exit: 'usage',
  },
  HOSTSET_GROUP_LOOP: {
    meaning: 'Groups of the inventory refer to one another in a circle, so they have no hosts. Nothing was done to any host.',
    message: (group: string, path: string) => `Group "@${group}" contains itself (${path}).`,
    hint: () => 'correct the groups, then run ops inventory check',
    exit: 'usage',
  },
})
