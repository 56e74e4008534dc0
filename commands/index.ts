import Config from './config.ts'
import Doctor from './doctor.ts'
import Help from './help/help.ts'
import InventoryCheck from './inventory/check.ts'
import InventoryList from './inventory/list.ts'
import InventorySchema from './inventory/schema.ts'
import InventoryShow from './inventory/show.ts'
import MaintenanceList from './maintenance/list.ts'
import MaintenanceOff from './maintenance/off.ts'
import MaintenanceOn from './maintenance/on.ts'
import Plugins from './plugins.ts'
import RunsList from './runs/list.ts'
import RunsShow from './runs/show.ts'
import RunsVerify from './runs/verify.ts'
import Version from './version.ts'

export default {
  config: Config,
  doctor: Doctor,
  help: Help,
  'inventory:check': InventoryCheck,
  'inventory:list': InventoryList,
  'inventory:schema': InventorySchema,
  'inventory:show': InventoryShow,
  'maintenance:list': MaintenanceList,
  'maintenance:off': MaintenanceOff,
  'maintenance:on': MaintenanceOn,
  plugins: Plugins,
  'runs:list': RunsList,
  'runs:show': RunsShow,
  'runs:verify': RunsVerify,
  version: Version,
}
