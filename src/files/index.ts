export {makeFolder, makeFolderSync} from './make-folder.ts'
export {publishPath, type ReplaceOptions, readIfExists, replaceFile} from './whole-files.ts'
