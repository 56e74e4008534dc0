export {checkYaml, issueProblems} from './check-yaml.ts'
export {formatProblem, type Problem, type SourceSpot, sortProblems} from './problem.ts'
export {parseYaml, readYamlFile, type YamlFile} from './yaml-file.ts'
