export {didYouMean, editDistance, nearestName} from './did-you-mean.ts'
