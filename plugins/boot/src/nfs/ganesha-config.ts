import type {NfsExport} from './exports.ts'

export interface GaneshaOptions {
  port: number
  /** mountd's port, NFSv3 only. */
  mountPort: number
  /** Folder for its state. */
  state: string
  /** Address to listen on; all when undefined. */
  bind?: string | undefined
}

/** A minimal configuration for nfs-ganesha 4.3: NFS roots from plain folders, without D-Bus and Kerberos. */
export function ganeshaConfig(exports: readonly NfsExport[], {port, mountPort, state, bind}: GaneshaOptions): string {
  const v3 = exports.some(({version}) => version === 3)
  const protocols = v3 ? '3,4' : '4'
  return [
    '# Made by ops boot; edits are lost.',
    block('NFS_CORE_PARAM', [
      `NFS_Port = ${port}`,
      `MNT_Port = ${mountPort}`,
      `Protocols = ${protocols}`,
      'Enable_NLM = false',
      'Enable_RQUOTA = false',
      // With it, NFSv3 clients use the same path as NFSv4 clients.
      'mount_path_pseudo = true',
      ...(bind === undefined ? [] : [`Bind_addr = ${bind}`]),
    ]),
    block('NFSv4', ['Graceless = true', `RecoveryRoot = ${quoted(state)}`, 'Only_Numeric_Owners = true', 'Delegations = false']),
    ...exports.map((one, at) => exportBlock(one, at + 1, protocols)),
  ].join('\n')
}

function exportBlock({path, pseudo, readOnly, clients}: NfsExport, id: number, protocols: string): string {
  return block('EXPORT', [
    `Export_Id = ${id}`,
    `Path = ${quoted(path)}`,
    `Pseudo = ${quoted(pseudo)}`,
    'Access_Type = NONE',
    'Squash = No_Root_Squash',
    'SecType = sys',
    'PrivilegedPort = false',
    `Protocols = ${protocols}`,
    'Transports = TCP',
    `CLIENT { Clients = ${clients.join(', ')}; Access_Type = ${readOnly ? 'RO' : 'RW'}; Squash = No_Root_Squash; }`,
    'FSAL { Name = VFS; }',
  ])
}

function block(name: string, lines: readonly string[]): string {
  return `${name} {\n${lines.map((line) => `  ${line}${line.endsWith('}') ? '' : ';'}\n`).join('')}}\n`
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '')}"`
}
