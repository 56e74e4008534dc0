export {didYouMean, editDistance, fewNearestNames, nearestName} from './did-you-mean.ts'
