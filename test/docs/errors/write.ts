// Writes docs/errors.md: `npm run docs`.
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from '../../cli/run-ops.ts'
import {readErrors} from './read-errors.ts'
import {renderPage} from './render-page.ts'

writeFileSync(join(root, 'docs/errors.md'), renderPage(readErrors()))
