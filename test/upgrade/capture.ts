// Makes the fixtures of the upgrade tests again, from the version that is built here; see README.md beside it.
import {mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {captureInventory} from './inventory/capture-inventory.ts'
import {captureJournal} from './journal/capture-journal.ts'
import {captureLab} from './lab/lab-fixtures.ts'
import {captureMirrorlist} from './mirrorlist/capture-mirrorlist.ts'
import {captureMoves} from './moves/capture-moves.ts'
import {capturePhone} from './phone/capture-phone.ts'

const parts: Record<string, (folder: string) => Promise<void>> = {
  inventory: captureInventory,
  mirrorlist: captureMirrorlist,
  moves: captureMoves,
  journal: captureJournal,
  phone: capturePhone,
  lab: captureLab,
}

const wanted = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-'))
for (const [name, capture] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await capture(join(folder, name))
console.log(`What the commands wrote beside the fixtures is in ${folder}.`)
