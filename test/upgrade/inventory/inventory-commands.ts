const hosts = ['node1', 'nas', 'inner', 'blade1']

/** What the inventory commands are asked about the ops.yaml that uses every key. */
export const inventoryCommands = [
  ['inventory', 'check', '--inventory', '{{folder}}/ops.yaml'],
  ['inventory', 'list', '--inventory', '{{folder}}/ops.yaml'],
  ...hosts.map((host) => ['inventory', 'show', host, '--inventory', '{{folder}}/ops.yaml']),
  ['config', '--inventory', '{{folder}}/ops.yaml'],
]
