export {checkSettings} from './check-settings.ts'
export {type FoundInventory, findInventory} from './find-inventory.ts'
export {
  explainSettings,
  type ReadSettings,
  type ResolvedSettings,
  readSettings,
  resolveSettings,
  type Setting,
  type SettingsInput,
  toResolved,
} from './settings.ts'
