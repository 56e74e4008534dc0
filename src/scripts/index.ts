export {loadScript, neededScripts} from './load-script.ts'
