import type { RiskRule } from '../decision.ts'

/** A contact leads to the destination since less than its cool-down (MAP-1). Held, not blocked: the address may be meant itself. */
export const coolingMapping: RiskRule = {
  name: 'cooling-mapping',
  judge: ({ action, isMappingCooling }) => (action === 'withdrawal' && isMappingCooling ? 'hold' : 'allow'),
}
