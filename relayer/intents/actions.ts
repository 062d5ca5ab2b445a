import type { SigningContract } from '../../sdk/src/typed-data/domain.ts'
import { INTENTS, type IntentName } from '../../sdk/src/typed-data/intents.ts'
import { SPONSORED_PER_DAY, SPONSORED_PER_DAY_DEFAULT } from '../limits.ts'

/** A function that is carried and paid for; everything else is refused. */
export interface Action {
  contract: SigningContract
  functionName: string
  /** The signed struct; a deposit has none of ours, the token's authorisation is its intent. */
  intent: IntentName | undefined
  /** The argument that names who acts; without one, who asked for it is said by whoever submits it. */
  signer: 'account' | 'from' | 'organisation' | undefined
  /** The argument that ends it; without one it never ends. */
  deadline: 'deadline' | 'validBefore' | undefined
  /** Gas of the action where the signer does not say it. */
  gas: number
  /** Sponsored for one account on one day. */
  perDay: number
}

const DEPOSIT_GAS = 200_000
/** What contracts/organisation/OrganisationFactory.sol asks for. */
const ORGANISATION_ACTION_GAS = 1_500_000
const ORGANISATION_CREATION_GAS = 900_000

const ALL: readonly Action[] = [
  ...Object.entries(INTENTS).map(([name, { contract, functionName, gasLimit }]) =>
    action(contract, functionName, name as IntentName, gasLimit),
  ),
  // The co-signed twins carry the same struct as the request they shorten.
  action('settlement', 'changeKeyBySig', 'RequestKeyChange', INTENTS.RequestKeyChange.gasLimit),
  action('settlement', 'cancelAllBySig', 'RequestCancelAll', INTENTS.RequestCancelAll.gasLimit),
  { ...action('settlement', 'depositBySig', undefined, DEPOSIT_GAS), deadline: 'validBefore' },
  // Whoever pays a guarantee or a deposit in signs, for whichever issuer or market maker.
  { ...action('issuerTreasury', 'depositBySig', undefined, DEPOSIT_GAS), signer: 'from', deadline: 'validBefore' },
  { ...action('marketMakerDeposits', 'depositBySig', undefined, DEPOSIT_GAS), signer: 'from', deadline: 'validBefore' },
  // Its members signed; the organisation checks them itself.
  { ...action('organisationFactory', 'act', undefined, ORGANISATION_ACTION_GAS), signer: 'organisation' },
  {
    ...action('organisationFactory', 'create', undefined, ORGANISATION_CREATION_GAS),
    signer: undefined,
    deadline: undefined,
  },
]

const BY_NAME = new Map(ALL.map((each) => [`${each.contract}.${each.functionName}`, each]))

export function findAction(contract: SigningContract, functionName: string): Action | undefined {
  return BY_NAME.get(`${contract}.${functionName}`)
}

/** What may be carried to a contract, for the refusal of anything else. */
export function functionsOf(contract: SigningContract): string[] {
  return ALL.filter((each) => each.contract === contract).map(({ functionName }) => functionName)
}

/** Whether any contract's function of this name is carried. */
export function isCarried(functionName: string): boolean {
  return ALL.some((each) => each.functionName === functionName)
}

/** How often a function is sponsored for one account on one day. */
export function sponsoredPerDay(functionName: string): number {
  return SPONSORED_PER_DAY[functionName] ?? SPONSORED_PER_DAY_DEFAULT
}

function action(contract: SigningContract, functionName: string, intent: IntentName | undefined, gas: number): Action {
  const perDay = sponsoredPerDay(functionName)
  return { contract, functionName, intent, signer: 'account', deadline: 'deadline', gas, perDay }
}
