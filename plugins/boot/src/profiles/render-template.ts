/** Values by name; an empty text counts as absent in sections. */
export type TemplateValues = Readonly<Record<string, string>>

/**
 * Fills a template: `{{name}}` is replaced by the value, `{{#name}}…{{/name}}` stays only when the value is not empty,
 * `{{^name}}…{{/name}}` only when it is. Throws RangeError for an unknown name, so that a typing error is reported before a
 * machine boots.
 */
export function renderTemplate(template: string, values: TemplateValues): string {
  const lookUp = (name: string) => {
    if (Object.hasOwn(values, name)) return values[name] ?? ''
    throw new RangeError(`unknown value "${name}"; known values: ${Object.keys(values).sort().join(', ')}`)
  }
  const sections = template.replaceAll(/\{\{([#^])([\w-]+)\}\}([\s\S]*?)\{\{\/\2\}\}/g, (_all, kind, name, inner) =>
    (lookUp(name) !== '') === (kind === '#') ? inner : '',
  )
  return sections.replaceAll(/\{\{([\w-]+)\}\}/g, (_all, name) => lookUp(name))
}
