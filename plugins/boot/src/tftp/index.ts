export {bufferSource, type Source} from '../files/source.ts'
export {dgramLink} from './dgram-link.ts'
export {type LimitOptions, Limits, privateNetworks, usualLimits} from './limits.ts'
export {type ChannelEvents, systemTimers, type Timers, type UdpAddress, type UdpChannel, type UdpLink, type UdpListener} from './link.ts'
export {agreeOnOptions, type OptionLimits, type AgreedOptions} from './options.ts'
export {decodePacket, encodeAck, encodeError, encodeRequest, type Option, type Packet, type Request, tftpErrors} from './packet.ts'
export type {Outcome} from './sender.ts'
export {
  type Refusal,
  type RequestContext,
  type TftpContent,
  type TftpDeps,
  type TftpEvents,
  TftpServer,
  type TransferRecord,
} from './server.ts'
