import {mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {captureMoves} from './moves/capture-moves.ts'

await captureMoves(mkdtempSync(join(tmpdir(), 'ops-upgrade-')))
