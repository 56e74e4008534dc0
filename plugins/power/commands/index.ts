import PowerCycle from './cycle.ts'
import PowerOff from './off.ts'
import PowerOn from './on.ts'
import PowerStatus from './status.ts'

export default {
  'power:cycle': PowerCycle,
  'power:off': PowerOff,
  'power:on': PowerOn,
  'power:status': PowerStatus,
}
