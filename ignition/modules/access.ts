import type { Builder } from '../builder.ts'

/** The access manager, whose first admin is the deployer, and the brake. */
export function deployAccess(m: Builder) {
  const manager = m.contract('AccessManager', [m.getAccount(0)])
  const brake = m.contract('Brake', [manager])
  return { manager, brake }
}

/** The admin of production: every change of rules waits here. */
export function deployTimelock(m: Builder) {
  const proposers = [m.getParameter('proposer')]
  const executors = [m.getParameter('executor')]
  const noAdmin = '0x0000000000000000000000000000000000000000'
  return m.contract('TimelockController', [m.getParameter('timelockDelaySec'), proposers, executors, noAdmin])
}
