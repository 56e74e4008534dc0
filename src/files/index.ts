export {homeFolder, makeFolder, makeFolderSync} from './folders.ts'
export {readInput} from './read-input.ts'
export {publishPath, type ReplaceOptions, readIfExists, replaceFile} from './whole-files.ts'
