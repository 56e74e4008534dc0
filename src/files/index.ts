export {publishPath, type ReplaceOptions, readIfExists, replaceFile} from './whole-files.ts'
