import {inNetwork, ipv4Form, networkForm} from '@ops/core/forms'
import {isIPv4} from 'node:net'
import {z} from 'zod'

/** `boot.subnets`: what DHCP tells the machines of a network beside their own settings. */
export const subnetSchema = z
  .strictObject({
    /** IPv4 network, e.g. 10.20.0.0/24. One in which the boot server has no address is behind a relay agent. */
    network: networkForm,
    /** Router of machines without a `gateway` of their own. */
    gateway: ipv4Form.optional(),
    dns: z.array(ipv4Form).default([]),
    domain: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, 'must be a domain, e.g. lab.example.com')
      .optional(),
    /** Address of the boot server for machines behind a relay agent; its first one when left out. */
    server: ipv4Form.optional(),
  })
  .superRefine(({network, gateway}, context) => {
    const [base = '', prefix] = network.split('/')
    if (!isIPv4(base) || prefix === undefined)
      context.addIssue({code: 'custom', path: ['network'], message: `must be an IPv4 network, e.g. 10.20.0.0/24, not "${network}"`})
    else if (gateway !== undefined && !inNetwork(network, gateway))
      context.addIssue({code: 'custom', path: ['gateway'], message: `must lie in ${network}, not "${gateway}"`})
  })

export type Subnet = z.infer<typeof subnetSchema>

/** The networks may not overlap: a machine belongs to one. */
export const subnetsSchema = z.array(subnetSchema).superRefine((subnets, context) => {
  for (const [at, {network}] of subnets.entries()) {
    const other = subnets.slice(0, at).find((one) => overlap(one.network, network))
    if (other !== undefined)
      context.addIssue({
        code: 'custom',
        path: [at, 'network'],
        message: `must not overlap ${other.network}, another subnet; it is "${network}"`,
      })
  }
})

function overlap(one: string, other: string): boolean {
  if (![one, other].every((network) => isIPv4(network.split('/')[0] ?? '') && network.includes('/'))) return false
  return inNetwork(one, other.split('/')[0] ?? '') || inNetwork(other, one.split('/')[0] ?? '')
}
