import type {BufferCache} from '../files/buffer-cache.ts'
import type {BootContent, NotFound} from '../files/boot-content.ts'
import {readAll} from '../files/layered-source.ts'
import type {Firmware} from '../inventory/schema.ts'
import {toNetascii} from '../tftp/netascii.ts'
import {tftpErrors} from '../tftp/packet.ts'
import type {Refusal, RequestContext, TftpContent} from '../tftp/server.ts'
import {bufferSource, type Source} from '../files/source.ts'
import type {Clients} from '../state/clients.ts'

/** Largest file served in netascii, which is meant for text. */
const netasciiBytes = 32 << 20

/** Serves the boot content over TFTP. */
export function tftpContent(content: BootContent, clients: Clients, made: BufferCache): TftpContent {
  return {
    firmware: (client): Firmware | undefined => clients.machineAt(client)?.profile.firmware,
    async open(file, mode, {client, local}: RequestContext): Promise<Source | Refusal> {
      const found = await content.resolve(file, {address: client.address, local: local.split('%')[0] ?? local})
      if (found.kind !== 'found') return refusal(found)
      if (mode === 'octet') return found.source
      await using source = found.source
      if (source.size > netasciiBytes) return {code: tftpErrors.illegal, message: 'Too large for netascii: ask in octet mode'}
      return bufferSource(await made.get(`netascii ${found.version}`, async () => toNetascii(await readAll(source))))
    },
  }
}

function refusal({kind, detail}: NotFound): Refusal {
  switch (kind) {
    case 'missing':
      return {code: tftpErrors.notFound, message: 'File not found'}
    case 'outside':
      return {code: tftpErrors.access, message: 'Access violation', detail}
    case 'broken':
      return {code: tftpErrors.undefined, message: `Cannot be made: ${detail}`}
    default:
      return {code: tftpErrors.access, message: `Access violation: ${detail}`}
  }
}
