import {join} from 'node:path'

/** The files of one lab. */
export interface LabPaths {
  dir: string
  /** What the lab made or is about to make; see state.ts. */
  state: string
  inventory: string
  key: string
  knownHosts: string
}

export interface HostPaths {
  dir: string
  /** Mount point of its root, in its own mount namespace only. */
  root: string
  /** Its disk as this machine sees it: what it wrote over the cached root, also while it is off. */
  upper: string
  /** Files put onto the disk before each start. */
  seed: string
  /** Output of the script that starts it. */
  console: string
  /** Process id, on this machine, of its PID 1 while it runs. */
  pid: string
  boots: string
}

export function labPaths(dir: string): LabPaths {
  return {
    dir,
    state: join(dir, 'lab.json'),
    inventory: join(dir, 'ops.yaml'),
    key: join(dir, 'id_ed25519'),
    knownHosts: join(dir, 'known_hosts'),
  }
}

export function hostPaths(dir: string, host: string): HostPaths {
  const at = join(dir, 'hosts', host)
  return {
    dir: at,
    root: join(at, 'root'),
    upper: join(at, 'disk', 'upper'),
    seed: join(at, 'seed'),
    console: join(at, 'console.log'),
    pid: join(at, 'pid'),
    boots: join(at, 'boots'),
  }
}
