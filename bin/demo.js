#!/usr/bin/env node
// `npm run demo`: installs ops, puts up a lab, makes `ops` a command, and switches a host of the lab off. The lab stays up.
// A step that fails, and a signal, end with the removal of the lab and of the link that this run made.
import {existsSync, unlinkSync} from 'node:fs'
import {homedir} from 'node:os'
import {makeLink, planLink} from './link-command.js'
import {installPackages, root, StepFailed, Steps} from './steps.js'

const target = `${root}bin/run.js`
const isRoot = process.getuid?.() === 0
const canInstall = isRoot && existsSync('/usr/bin/apt-get')
const {PATH: path = '', npm_config_global_prefix: npmPrefix} = process.env
const link = planLink({target, path, home: homedir(), isRoot, npmPrefix})
const ops = (...args) => [process.execPath, target, ...args]

const about = [
  'installs the packages of ops into node_modules, and builds it',
  ...(canInstall ? ['installs Debian packages that the lab needs, and builds a Debian for its hosts in the cache of ops (140 MB)'] : []),
  `puts up a lab: ${canInstall ? 'two Debian hosts with ssh and CRIU' : 'two simple hosts (as root on Debian they have ssh and CRIU)'}, behind simulated plugs`,
  ...(link.state === 'new' ? [`makes ops a command: ${link.file}`] : []),
  'switches node1 off while work runs on it: ops moves the work to node2 first',
]
const steps = new Steps(
  'npm run demo',
  about,
  'A first run takes about 2 minutes on an idle machine, several times as long on a busy one. The lab stays up.',
)
const undo = []

await steps.finish(
  async () => {
    await installPackages(steps)
    await refuseOldLab()
    if (canInstall) await steps.run('Set up the machine (ops lab setup)', ops('lab', 'setup', '--yes'))
    undo.push(['the lab', () => steps.exec(ops('lab', 'down'))])
    await steps.run('Put up the lab (ops lab up)', ops('lab', 'up'))
    const lab = JSON.parse((await steps.exec(ops('lab', 'status', '--json'))).stdout).result
    if (link.state === 'new') {
      makeLink(link.file, target)
      undo.push([link.file, async () => unlinkSync(link.file)])
    }
    await show(lab)
    await tellNext(lab)
  },
  async () => {
    for (const [what, action] of undo.reverse()) {
      console.error(`Removing ${what}.`)
      await action()
    }
  },
)

/** A lab that this run did not make is not changed. */
async function refuseOldLab() {
  const {code, stdout} = await steps.exec(ops('lab', 'status', '--json'))
  if (code !== 0) return
  const {dir, ready} = JSON.parse(stdout).result
  if (ready) throw new StepFailed(`A lab is up already, in ${dir}.\nNext: node bin/run.js lab down && npm run demo`, 5)
}

async function show({mode, inventory}) {
  const commands =
    mode === 'plugs' // This user may not make namespaces: nothing is behind the plugs that could be moved.
      ? [['power', 'status', 'node1']]
      : [
          ['power', 'off', 'node1'],
          ['runs', 'show'],
        ]
  for (const command of [...commands, ['lab', 'status']]) {
    await steps.run(`$ ops ${command.join(' ')}`, ops(...command), {env: {OPS_INVENTORY: inventory}, show: true})
  }
}

async function tellNext({inventory}) {
  const {stdout} = await steps.exec(ops('inventory', 'list', '--json'))
  const isChosen = stdout.includes(JSON.stringify(inventory))
  const lines = [
    ...(link.state === 'taken' ? [`alias ops=${target}`] : []),
    ...(link.onPath ? [] : [`export PATH="${link.file.slice(0, -'/ops'.length)}:$PATH"`]),
    ...(isChosen ? [] : [`export OPS_INVENTORY=${inventory}`]),
    'ops power on node1',
    'ops lab down',
  ]
  if (link.state === 'taken') console.log(`${link.file} is another program called ops; it was not replaced.`)
  console.log(`Done in ${steps.elapsed}. The lab is up, and ops can be typed. Next:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}
