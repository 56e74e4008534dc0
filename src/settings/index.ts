export {explainSettings, type ResolvedSettings, resolveSettings, type Setting, type SettingsInput} from './settings.ts'
