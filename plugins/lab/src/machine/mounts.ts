import {readFile} from 'node:fs/promises'

/** Mount points of this machine in or below a folder, deepest first: the order in which they can be unmounted. */
export async function mountsBelow(dir: string): Promise<string[]> {
  return mountPoints(await readFile('/proc/self/mountinfo', 'utf8'))
    .filter((point) => point === dir || point.startsWith(`${dir}/`))
    .reverse()
}

/** Mount points of a /proc/self/mountinfo in its order; blanks stand there as octal escapes (proc_pid_mountinfo(5)). */
export function mountPoints(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point !== '')
    .map((point) => point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))))
}
