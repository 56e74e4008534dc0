import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {z} from 'zod'
import {normalMac} from '../../kit/mac.ts'
import {queryByUdp} from './udp-query.ts'

/** Port of newer firmware; its answer has 16 bytes of header, then JSON. */
export const newFirmwarePort = 20002

/** The fixed discovery question of that firmware (python-kasa sends the same 16 bytes). */
export const firmwareProbe = Buffer.from('020000010000000000000000463cb5d3', 'hex')
const headerBytes = 16

const answerSchema = z.looseObject({
  result: z.looseObject({
    device_model: z.string().transform(untrusted).default(untrusted('plug of unknown model')),
    mac: z.string().optional(),
    mgt_encrypt_schm: z.looseObject({encrypt_type: z.string().regex(/^\w{1,16}$/)}),
  }),
})

export interface NewFirmware {
  model: Untrusted
  /** `KLAP` or `AES`. */
  scheme: string
  mac?: string
}

/** Probes one plug for the newer protocol; undefined when nothing answers, or not in that protocol. */
export async function probeFirmware(address: string, waitMs: number, signal: AbortSignal): Promise<NewFirmware | undefined> {
  let found: NewFirmware | undefined
  const question = {bytes: firmwareProbe, port: newFirmwarePort, addresses: [address], waitMs, repeats: 3}
  await queryByUdp(
    question,
    ({bytes}) => {
      found = parseFirmware(bytes)
      return found === undefined ? 'more' : 'enough'
    },
    signal,
  )
  return found
}

export function parseFirmware(message: Uint8Array): NewFirmware | undefined {
  try {
    const {result} = answerSchema.parse(JSON.parse(Buffer.from(message.subarray(headerBytes)).toString('utf8')))
    const {device_model: model, mac, mgt_encrypt_schm: scheme} = result
    return {model, scheme: scheme.encrypt_type, ...(mac === undefined ? {} : {mac: normalMac(mac)})}
  } catch {
    return undefined
  }
}
