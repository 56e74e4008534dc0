import PowerAccept from './accept.ts'
import PowerBaseline from './baseline.ts'
import PowerCycle from './cycle.ts'
import PowerDiscover from './discover.ts'
import PowerIdentify from './identify.ts'
import PowerInfo from './info.ts'
import PowerOff from './off.ts'
import PowerOn from './on.ts'
import PowerStatus from './status.ts'

export default {
  'power:accept': PowerAccept,
  'power:baseline': PowerBaseline,
  'power:cycle': PowerCycle,
  'power:discover': PowerDiscover,
  'power:identify': PowerIdentify,
  'power:info': PowerInfo,
  'power:off': PowerOff,
  'power:on': PowerOn,
  'power:status': PowerStatus,
}
