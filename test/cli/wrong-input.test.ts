import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root, runOps} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-wrong-input-'))
const absent = join(folder, 'absent')
const sample = join(root, 'plugins/mirrorlist/sample')
afterAll(() => rmSync(folder, {recursive: true, force: true}))
beforeAll(() =>
  writeFileSync(
    join(folder, 'ops.yaml'),
    `hosts:
  pc1: {address: 10.0.0.5, arch: x86_64, boot: {mac: "52:54:00:00:00:01", profile: pc}}
  lamp: {transport: local, power: {driver: exec, on: [sh, "on"], off: [sh, "off"], status: [echo, "on"]}}
boot: {root: srv, profiles: {pc: {firmware: ipxe, kernel: vmlinuz}}}
phones: {fp3: {serial: abc}}
groups: {both: "pc1,lamp"}
outlets: {strip: {feeds: lamp, power: {driver: exec, on: [sh, "on2"], off: [sh, "off2"], status: [sh]}}}
`,
  ),
)

/** What a user typed, and the code of the error; all of it is exit 64, as nothing was tried. */
const cases: readonly [string, string][] = [
  // Nothing was given.
  ['power off', 'USAGE'],
  ['evacuate', 'USAGE'],
  ['mirrorlist query', 'MIRRORLIST_REPOSITORY_MISSING'],
  ['mirrorlist explain', 'USAGE'],
  ['mirrorlist build', 'MIRRORLIST_SOURCE_MISSING'],
  ['mirrorlist publish', 'USAGE'],
  ['mirrorlist stats import', 'USAGE'],
  // Files that are not there, or are others.
  [`mirrorlist build --cache ${absent}`, 'MIRRORLIST_INPUT_MISSING'],
  [`mirrorlist build --data ${absent}`, 'MIRRORLIST_INPUT_MISSING'],
  [`mirrorlist build --snapshot /dev/null`, 'MIRRORLIST_SNAPSHOT_BAD'],
  [`mirrorlist serve --cache ${absent} --listen 127.0.0.1:0`, 'MIRRORLIST_INPUT_MISSING'],
  [`mirrorlist lint --data ${absent}`, 'MIRRORLIST_INPUT_MISSING'],
  [`mirrorlist crawl history --data ${absent}`, 'MIRRORLIST_CRAWL_MISSING'],
  [`mirrorlist stats --store ${absent}`, 'MIRRORLIST_STATS_MISSING'],
  ['mirrorlist stats import /dev/null', 'MIRRORLIST_LOG_BAD'],
  [`boot serve --root ${absent}`, 'BOOT_NO_ROOT'],
  [`inventory list --inventory ${absent}`, 'INVENTORY_MISSING'],
  // Names that do not exist.
  ['mirrorlist query --repo nope --arch nope', 'MIRRORLIST_REPOSITORY_UNKNOWN'],
  ['mirrorlist query --repo free-fedora-rawhide --arch x86_64 --country Sweden', 'MIRRORLIST_COUNTRY_BAD'],
  ['mirrorlist query --repo free-fedora-rawhide --arch x86_64 --protocol htps', 'MIRRORLIST_PROTOCOL_BAD'],
  ['mirrorlist explain free-fedora-rawhide x86_64', 'USAGE'],
  ['inventory check new.yaml', 'USAGE'],
  ['power info nope', 'INVENTORY_HOST_UNKNOWN'],
  ['power off lamp --to nope --dry-run', 'INVENTORY_HOST_UNKNOWN'],
  ['evacuate lamp --to nope', 'INVENTORY_HOST_UNKNOWN'],
  ['boot image nope', 'BOOT_TARGET_UNKNOWN'],
  ['lab up --with nope', 'LAB_UNKNOWN_PART'],
  ['runs show nope', 'RUN_UNKNOWN'],
  // Names of something else.
  ['inventory show fp3', 'INVENTORY_NOT_A_HOST'],
  ['boot explain pc', 'INVENTORY_NOT_A_HOST'],
  ['power off strip', 'INVENTORY_NOT_A_HOST'],
  ['power info both', 'INVENTORY_NOT_A_HOST'],
  ['evacuate @both', 'INVENTORY_ONE_HOST'],
  ['evacuate status pc1,lamp', 'INVENTORY_ONE_HOST'],
  // Flags that contradict or miss each other.
  ['mirrorlist serve --cache a --data b', 'MIRRORLIST_SOURCES_CLASH'],
  ['boot status --watch --follow', 'USAGE'],
  ['power on lamp --for 5m', 'USAGE'],
  ['phone sshd fp3 --remove --port 8022', 'USAGE'],
  // Addresses and ports.
  ['boot check vmlinuz --server [::1]:99999', 'BOOT_BAD_LISTEN'],
  ['boot check vmlinuz --server [x', 'NET_ADDRESS_INVALID'],
  ['boot check tftp://x:99999/y', 'BOOT_BAD_URL'],
  ['boot args pc1 --server 10.0.0.1:69', 'NET_ADDRESS_INVALID'],
  ['boot dhcp-config kea --listen nope', 'NET_ADDRESS_INVALID'],
  ['boot nfs-check pc1 --server 10.0.0.999', 'NET_ADDRESS_INVALID'],
  ['boot serve --root /usr/share --metrics x', 'NET_LISTEN_INVALID'],
  ['boot serve --root /usr/share --listen 10.0.0.999', 'BOOT_ADDRESS'],
  ['mirrorlist serve --listen 127.0.0.1:99999', 'NET_LISTEN_INVALID'],
  ['mirrorlist query --url x --repo a --arch b', 'MIRRORLIST_URL_BAD'],
  ['mirrorlist query --url http://127.0.0.1:99999 --repo a --arch b', 'MIRRORLIST_URL_BAD'],
  ['power discover --broadcast 10.0.0.999', 'NET_ADDRESS_INVALID'],
  ['phone sshd fp3 --listen foo', 'USAGE'],
]

describe('wrong input is exit 64, one sentence, and says what to do', () => {
  test.each(cases)('ops %s', async (command, expected) => {
    const env = {OPS_INVENTORY: join(folder, 'ops.yaml'), OPS_STATE_DIR: join(folder, 'state')}
    const {code, stdout} = await runOps([...command.split(' '), '--json'], {env})
    const lines = stdout.trim()
    const {ok, error, result} = JSON.parse(lines) as {ok: boolean; error: Record<string, unknown>; result?: {hosts?: {error: object}[]}}
    expect({code, ok, error: result?.hosts?.[0]?.error ?? error}).toMatchObject({
      code: 64,
      ok: false,
      error: {code: expected, exit: 64, message: expect.stringMatching(/[.?]$/), hint: expect.stringMatching(/\S/)},
    })
    expect(error['message']).not.toMatch(/\b(ENO|E[A-Z]{4,}|0 of 0|undefined|\[object)/)
  })
})

describe('the next step is about what was wrong', () => {
  test.each([
    ['inventory check new.yaml', /^ops inventory check --inventory new\.yaml$/],
    ['power off pc1 lamp', /^write one host set: ops power off pc1,lamp$/],
    [`mirrorlist build --data ${absent}`, /^name a folder .* --data$/],
    [`mirrorlist lint --data ${absent}`, /^name a folder .* --data$/],
    [`mirrorlist crawl --data ${absent}`, /^name a folder .* --data$/],
    [`mirrorlist build --cache ${absent}`, /^name .* --cache$/],
    [`mirrorlist build --snapshot ${absent}`, /^write one with ops mirrorlist build /],
    [`mirrorlist query --repo free-fedora-rawhide --arch x86_64 --geoip ${absent}`, /^name an mmdb file with --geoip/],
    [`mirrorlist build --data ${sample} --netblocks ${absent}`, /^name a file of lines .* --netblocks$/],
    [`mirrorlist build --data ${sample} --master ${absent}`, /^name a folder .* --master$/],
    [`mirrorlist build --data ${sample} --output ${absent}/new/a`, /^mkdir -p \S*\/absent\/new$/],
    [`mirrorlist build --data ${sample} --protobuf ${absent}/a`, /^mkdir -p \S*\/absent$/],
  ])('ops %s', async (command, hint) => {
    const {code, stdout} = await runOps([...command.split(' '), '--json'], {env: {OPS_STATE_DIR: join(folder, 'state')}})
    expect({code, ...JSON.parse(stdout)}).toMatchObject({code: 64, ok: false, error: {exit: 64, hint: expect.stringMatching(hint)}})
  })

  test('without an inventory all places that were looked at are named', async () => {
    const env = {HOME: folder, XDG_CONFIG_HOME: join(folder, 'xdg'), OPS_STATE_DIR: join(folder, 'state')}
    const {code, stderr} = await runOps(['inventory', 'list'], {env, cwd: '/proc'})
    expect(code).toBe(64)
    const places = [
      'ops.yaml in /proc and the folders above it',
      `${folder}/xdg/ops/ops.yaml`,
      '/etc/ops/ops.yaml',
      `${folder}/state/lab/ops.yaml`,
    ]
    expect(stderr).toContain(
      `There is no inventory. ops looked for these files: ${places.join('; ')}.\nNext: name one with --inventory FILE or OPS_INVENTORY`,
    )
  })
})

test.each(['query --repo free-fedora-rawhide --arch x86_64', 'explain 192.0.2.1 free-fedora-rawhide x86_64'])(
  'ops mirrorlist %s says on stderr that it uses the sample',
  async (command) => {
    const [bare, named] = await Promise.all([
      runOps(['mirrorlist', ...command.split(' ')]),
      runOps(['mirrorlist', ...command.split(' '), '--data', sample]),
    ])
    expect(bare.stderr).toContain('No data were given: this is the built-in sample.')
    expect(named.stderr).not.toContain('sample.')
  },
)
