import LabDown from './down.ts'
import LabUp from './up.ts'

export default {'lab:up': LabUp, 'lab:down': LabDown}
