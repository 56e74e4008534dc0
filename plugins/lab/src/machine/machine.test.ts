import {describe, expect, test} from 'vitest'
import {cgroup2Mount} from './cgroup2.ts'
import {mountPoints} from './mounts.ts'

const mountinfo = `24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,mode=755
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime shared:9 - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:1 master:2 - cgroup2 cgroup2 rw
42 27 0:38 /part /srv/my\\040lab rw,relatime - cgroup2 none rw
`

describe('cgroup2Mount', () => {
  test('finds the tree beside the controllers of version 1, after optional fields', () => {
    expect(cgroup2Mount(mountinfo)).toBe('/sys/fs/cgroup/unified')
  })

  test('a part of the tree is not the tree', () => {
    expect(cgroup2Mount(mountinfo.split('\n').slice(4).join('\n'))).toBeUndefined()
  })
})

test('mountPoints decodes the octal escapes of blanks', () => {
  expect(mountPoints(mountinfo).at(-1)).toBe('/srv/my lab')
})
