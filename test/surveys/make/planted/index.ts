import {builds} from './builds.ts'
import {connections} from './connections.ts'
import {containers} from './containers.ts'
import {desktop} from './desktop.ts'
import {disks} from './disks.ts'
import {packages} from './packages.ts'
import {sessions} from './sessions.ts'
import {units} from './units.ts'

export type {ClientMachine, Plant, Role} from './plant.ts'

export const plants = [...builds, ...connections, ...sessions, ...units, ...packages, ...disks, ...containers, ...desktop]
