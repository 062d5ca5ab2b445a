import { type Abi, encodeFunctionData, parseAbi, toFunctionSelector } from 'viem'
import { ROLE_IDS, type Role } from '../sdk/src/roles.ts'
import type { Builder, ContractFuture, EncodedCall } from './builder.ts'
import { type FunctionRole, GRANTED_ROLES, LABELLED_ROLES } from './roles.ts'

const labelAbi: Abi = parseAbi(['function labelRole(uint64 roleId, string label)'])

/**
 * Everything that the access manager must be told, collected and sent as one `multicall`: one transaction instead of forty, and no
 * moment at which half of the roles are set.
 */
export class AccessPlan {
  readonly #m: Builder
  readonly #manager: ContractFuture
  readonly #calls: EncodedCall[] = []

  constructor(m: Builder, manager: ContractFuture) {
    this.#m = m
    this.#manager = manager
  }

  labelRoles(): void {
    for (const role of LABELLED_ROLES) {
      this.#calls.push(
        encodeFunctionData({ abi: labelAbi, functionName: 'labelRole', args: [ROLE_IDS[role], labelOf(role)] }),
      )
    }
  }

  assignFunctions(functionRoles: readonly FunctionRole[], contracts: Record<string, ContractFuture>): void {
    for (const { contract, role, signatures } of functionRoles) {
      const target = contracts[contract]
      if (!target) throw new Error(`No contract ${contract} to give functions of ${role}.`)
      const selectors = signatures.map((signature) => toFunctionSelector(`function ${signature}`))
      const id = `Functions_${contract}_${role}`
      this.#add('setTargetFunctionRole', [target, selectors, ROLE_IDS[role]], id)
    }
  }

  /** The holders named by the parameters; the council acts after `councilDelaySec`. */
  grantNamedHolders(): void {
    for (const role of GRANTED_ROLES) {
      const delaySec = role === 'council' ? this.#m.getParameter('councilDelaySec', 0) : 0
      this.#add('grantRole', [ROLE_IDS[role], this.#m.getParameter(role), delaySec], `Grant_${role}`)
    }
  }

  grantController(name: string, controller: ContractFuture): void {
    this.#add('grantRole', [ROLE_IDS.controller, controller, 0], `Controller_${name}`)
  }

  /** The admin's call of a restricted function, made through the manager. */
  execute(target: ContractFuture, functionName: string, args: Parameters<Builder['call']>[2], id: string): void {
    const data = this.#m.encodeFunctionCall(target, functionName, args, { id: `Data_${id}` })
    this.#add('execute', [target, data], `Execute_${id}`)
  }

  /** Hands the admin role to `admin` and takes it from the deployer; must come last. */
  handOver(admin: ContractFuture): void {
    this.#add('grantRole', [ROLE_IDS.admin, admin, 0], 'Grant_admin')
    this.#add('renounceRole', [ROLE_IDS.admin, this.#m.getAccount(0)], 'Renounce_admin')
  }

  send(after: ContractFuture[] = []): void {
    this.#m.call(this.#manager, 'multicall', [this.#calls], { id: 'ConfigureAccess', after })
  }

  #add(functionName: string, args: Parameters<Builder['call']>[2], id: string): void {
    this.#calls.push(this.#m.encodeFunctionCall(this.#manager, functionName, args, { id }))
  }
}

/** COMPLIANCE_REVIEWER for complianceReviewer, as in Roles.sol. */
function labelOf(role: Role): string {
  return role.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}
