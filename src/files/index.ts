export {homeFolder, makeFolder, makeFolderSync} from './folders.ts'
export {publishPath, type ReplaceOptions, readIfExists, replaceFile} from './whole-files.ts'
