/** Option of a plan: hosts that would be off by then, though they are on while it is made. */
export const plannedOption = 'power.planned'
