import {expect, it} from 'vitest'
import {matchesAny} from '../rules/matches-any.ts'
import {knownChildren} from './children.ts'
import {unitPackages} from './packages.ts'
import {plainJobs} from './jobs.ts'
import {idleTitles, neverMonitoring, perClientServers, plainProcesses, poolServers, plainScopes} from './processes.ts'
import {programFiles} from './program-files.ts'
import {knownSockets, servingSockets} from './sockets.ts'
import {knownUnits, knownUserUnits, userManager} from './units.ts'

it('every row says where it comes from', () => {
  const sources = [...knownUnits, ...knownUserUnits, ...knownChildren, ...plainScopes, ...programFiles].map(([, , source]) => source)
  const sockets = knownSockets.map(([, source]) => source)
  const serving = servingSockets.map(([, , , , source]) => source)
  const servers = [...perClientServers, ...poolServers].map(([, source]) => source)
  const titles = idleTitles.map(([, , source]) => source)
  const reasons = plainJobs.map(([, reason]) => reason)
  expect([...sources, ...sockets, ...serving, ...servers, ...titles, ...reasons].filter((text) => text.length < 5)).toEqual([])
})

it('every child belongs to a known unit, and is there once', () => {
  const units = knownUnits.map(([unit]) => unit)
  expect(knownChildren.filter(([unit]) => !units.includes(unit))).toEqual([])
  const rows = knownChildren.map(([unit, child]) => `${unit}/${child}`)
  expect(rows.filter((row, at) => rows.indexOf(row) !== at)).toEqual([])
})

it('every known unit has packages, and every row of packages a known unit', () => {
  const units = [...knownUnits, userManager].map(([unit]) => unit).filter((unit) => unit.endsWith('.service'))
  const isListed = matchesAny(unitPackages.map(([unit]) => unit))
  expect(units.filter((unit) => !isListed([unit]))).toEqual([])
  expect(unitPackages.filter(([unit]) => unit !== 'systemd-*.service' && !units.includes(unit))).toEqual([])
})

it('no unit of systemd is known by a wildcard that covers units of others', () => {
  const isKnown = matchesAny(knownUnits.map(([unit]) => unit))
  expect(
    ['systemd-backup.service', 'systemd-fsck@dev-sda1.service', 'run-r1.service', 'apt-daily.service'].filter((unit) => isKnown([unit])),
  ).toEqual([])
})

it('no shell or interpreter is a known program', () => {
  const programs = [...knownUnits.flatMap(([, names]) => names), ...knownChildren.map(([, child]) => child)]
  expect(programs.filter((name) => /^(?:(?:ba|da|k|z)?sh$|perl|python|ruby|node|busybox|env|sudo)/.test(name))).toEqual([])
})

it('every program whose file has another name is known', () => {
  const known = [...knownUnits, userManager, ...knownUserUnits].flatMap(([, names]) => names)
  const all = new Set([...known, ...knownChildren.map(([, child]) => child), ...plainProcesses])
  expect(programFiles.filter(([program]) => !all.has(program))).toEqual([])
})

it('a monitoring that writes to disks, packages or firmware is work, with the names as the kernel cuts them', () => {
  const dangerous = [
    ...['tune2fs', 'btrfs', 'zpool', 'zfs', 'pvmove', 'lvm', 'lvextend', 'lvreduce', 'vgreduce', 'sfdisk', 'fdisk', 'mkswap', 'wipefs'],
    ...['xfs_growfs', 'e2image', 'e2fsck', 'partclone.ext4', 'nvme', 'hdparm', 'dpkg-deb', 'dpkg-preconfigu', 'debootstrap', 'nala'],
    ...['flatpak', 'rpm-ostree', 'update-initramf', 'grub-install', 'unattended-upgr', 'mkfs.ext4', 'apt-get', 'snap', 'fwupdmgr'],
    ...['resize2fs', 'xfs_repair', 'fsck.ext4', 'do-release-upgr', 'dnf5', 'cryptsetup', 'dd'],
  ]
  const reading = ['sh', 'perl', 'python3', 'df', 'cat', 'smartctl', 'lsblk', 'lvs', 'vgs', 'pvs', 'check_disk', 'sshd', 'sleep', 'grep']
  const matches = matchesAny(neverMonitoring)
  expect(dangerous.filter((name) => !matches([name]))).toEqual([])
  expect(reading.filter((name) => matches([name]))).toEqual([])
})

it('every unit that serves other machines is known with its program', () => {
  const rows = [
    ...knownUnits.flatMap(([unit, programs]) => programs.map((program) => `${unit}/${program}`)),
    ...knownChildren.map(([unit, child]) => `${unit}/${child}`),
    ...knownUserUnits.flatMap(([unit, programs]) => programs.map((program) => `${unit}/${program}`)),
  ]
  expect(servingSockets.filter(([unit, program]) => !rows.includes(`${unit}/${program}`))).toEqual([])
})
