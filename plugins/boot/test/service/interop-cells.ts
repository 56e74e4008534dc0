import type {Faults} from './fault-proxy.ts'
import {type TftpClient, tftpClients} from './tftp-clients.ts'

export interface Cell {
  client: TftpClient
  size: number
  sizeName: string
  fault: string
  faults: Faults
  seed: number
}

const mib = 1 << 20
const sizes: readonly {name: string; of(blksize: number): number}[] = [
  {name: 'empty', of: () => 0},
  {name: '1 block', of: (blksize) => blksize - 1},
  {name: 'exact multiple', of: (blksize) => 20 * blksize},
  {name: '1 MiB', of: () => mib},
  {name: '40 MiB', of: () => 40 * mib},
  {name: '100 MiB', of: () => 100 * mib},
]

const faultKinds: Record<string, Faults> = {
  'DATA lost 0.5 %': {dataLoss: 0.005},
  'ACK lost 0.5 %': {ackLoss: 0.005},
  'DATA doubled 1 %': {dataDuplicate: 0.01},
  'ACK doubled 1 %': {ackDuplicate: 0.01},
  'reordered 1 %': {reorder: 0.01},
  'delayed 1 %': {delay: 0.01},
  'all at once': {dataLoss: 0.003, ackLoss: 0.003, dataDuplicate: 0.005, ackDuplicate: 0.005, reorder: 0.005, delay: 0.003},
}

/** All combinations. npm tftp loses data on a bad link by itself, so it runs on clean ones only. */
export function allCells(): Cell[] {
  let seed = 0
  return tftpClients.flatMap((client) =>
    sizes.flatMap(({name, of}) => {
      const size = of(client.blksize)
      const cell = (fault: string, faults: Faults): Cell => ({client, size, sizeName: name, fault, faults, seed: ++seed})
      const faulted =
        size <= mib && client.name !== 'npm tftp' ? Object.entries(faultKinds).map(([fault, faults]) => cell(fault, faults)) : []
      return [cell('clean', {}), ...faulted]
    }),
  )
}
