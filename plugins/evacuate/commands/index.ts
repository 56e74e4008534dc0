import Evacuate from './evacuate.ts'
import EvacuateAbort from './evacuate/abort.ts'
import EvacuateClose from './evacuate/close.ts'
import EvacuateResume from './evacuate/resume.ts'
import EvacuateStatus from './evacuate/status.ts'

export default {
  evacuate: Evacuate,
  'evacuate:abort': EvacuateAbort,
  'evacuate:close': EvacuateClose,
  'evacuate:resume': EvacuateResume,
  'evacuate:status': EvacuateStatus,
}
