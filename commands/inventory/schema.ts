import {type Answer, OpsCommand} from '@ops/core/cli'

export default class InventorySchema extends OpsCommand {
  static override summary = 'Print the JSON Schema of ops.yaml, with which editors complete and check it.'
  static override description = 'Write it to a file, and put "# yaml-language-server: $schema=FILE" in the first line of ops.yaml.'
  static override examples = ['<%= config.bin %> <%= command.id %> > ops.schema.json']

  protected async act(): Promise<Answer> {
    const registry = await this.session.registry()
    const {inventoryJsonSchema} = await import('@ops/core/inventory')
    const schema = await inventoryJsonSchema(registry)
    return {result: schema, text: JSON.stringify(schema, undefined, 2)}
  }
}
