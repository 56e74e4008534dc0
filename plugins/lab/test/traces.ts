import {readdirSync, readFileSync} from 'node:fs'
import {spawnSync} from 'node:child_process'
import {identityOf} from '../src/instance/identity.ts'

/** Everything on this machine that still speaks of a lab: files aside, whatever its own `down` may think of it. */
export function tracesOf(dir: string): string[] {
  const {bridge, cgroup} = identityOf(dir)
  const links = spawnSync('ip', ['-brief', 'link'], {encoding: 'utf8'}).stdout ?? ''
  const cgroups = spawnSync('find', ['/sys/fs/cgroup', '-maxdepth', '3', '-name', `*${cgroup}*`], {encoding: 'utf8'}).stdout ?? ''
  return [
    ...links.split('\n').filter((line) => line.includes(bridge)),
    ...cgroups.split('\n').filter((line) => line !== ''),
    ...processesThatName(dir),
  ]
}

/** Living processes with the folder in their command line, environment or mount namespace. */
function processesThatName(dir: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return pids.flatMap((pid) =>
    ['cmdline', 'environ', 'mountinfo'].flatMap((file) =>
      read(`/proc/${pid}/${file}`).includes(dir) ? [`process ${pid}: ${file} names ${dir}`] : [],
    ),
  )
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
