export {testProfile} from './test-profile.ts'
export {testText} from './test-text.ts'
