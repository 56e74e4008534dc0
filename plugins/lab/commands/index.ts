import LabDown from './down.ts'
import LabPlug from './plug.ts'
import LabSetup from './setup.ts'
import LabShell from './shell.ts'
import LabStatus from './status.ts'
import LabUp from './up.ts'

export default {
  'lab:setup': LabSetup,
  'lab:up': LabUp,
  'lab:down': LabDown,
  'lab:status': LabStatus,
  'lab:shell': LabShell,
  'lab:plug': LabPlug,
}
