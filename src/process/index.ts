export {identify, livenessOf, type ProcessIdentity, startTicksOf} from './process-identity.ts'
