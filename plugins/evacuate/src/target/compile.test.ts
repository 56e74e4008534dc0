import {spawnSync} from 'node:child_process'
import {expect, test} from 'vitest'
import * as destination from '../process/scripts/destination.ts'
import * as find from '../process/scripts/find.ts'
import * as source from '../process/scripts/source.ts'
import * as survey from '../process/scripts/survey.ts'
import * as record from '../record/scripts.ts'
import {kit} from './kit.ts'

const scripts = [record, find, survey, source, destination].flatMap((module) => Object.entries(module))

test.each(scripts)('%s is Perl', (_, script) => {
  const {status, stderr} = spawnSync('perl', ['-c', '-e', `${kit}\n${script}`], {encoding: 'utf8'})
  expect(status, stderr).toBe(0)
})
