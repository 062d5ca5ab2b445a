import type { Address } from 'viem'

/** The schema that ours follow: ERC-7730 version 2.0.0. The version before is deprecated, the one after a draft. */
export const DESCRIPTOR_SCHEMA = 'https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json'

/** Formats of ERC-7730 that ours use; the renderer refuses every other. */
export const FORMATS = [
  'raw',
  'addressName',
  'amount',
  'calldata',
  'date',
  'duration',
  'enum',
  'tokenAmount',
  'unit',
] as const
export type Format = (typeof FORMATS)[number]

/** A constant that depends on the chain, as `metadata.maps` holds them. */
export interface MapReference {
  map: string
  keyPath: string
}

export interface FieldParams {
  /** `unit`: its symbol and how many decimals the integer has. */
  base?: string
  decimals?: number
  /** `date`. */
  encoding?: 'timestamp'
  /** `enum`. */
  $ref?: string
  /** `tokenAmount`. */
  token?: MapReference
  tokenPath?: string
  /** `calldata`. */
  calleePath?: string
  amountPath?: string
}

/** How one value is shown. */
export interface Field {
  /** Why a hidden field is hidden, see `HIDDEN_REASONS`. */
  $id?: string
  path: string
  label?: string
  format?: Format
  params?: FieldParams
  /** Without it: always. */
  visible?: 'always' | 'optional' | 'never'
}

/** Fields that are shown together, once for each element of an array of structs. */
export interface FieldGroup {
  path: string
  label?: string
  fields: readonly Field[]
}

export interface DisplayFormat {
  intent: string
  fields: readonly (Field | FieldGroup)[]
}

export interface Deployment {
  chainId: number
  address: Address
}

export interface Metadata {
  owner: string
  contractName: string
  enums?: Readonly<Record<string, Readonly<Record<string, string>>>>
  maps?: Readonly<Record<string, { $keyType: string; values: Readonly<Record<string, string>> }>>
}

export interface ContractContext {
  $id: string
  contract: {
    deployments: readonly Deployment[]
    /** Contracts that another one makes: a wallet looks for the event. */
    factory?: { deployments: readonly Deployment[]; deployEvent: string }
  }
}

export interface TypedDataContext {
  $id: string
  eip712: { domain?: { name: string; version: string }; deployments: readonly Deployment[] }
}

/** An ERC-7730 file. `context.$id` is the name under which a deployment lists the contract. */
export interface Descriptor {
  $schema: string
  $comment?: string
  context: ContractContext | TypedDataContext
  metadata: Metadata
  display: { formats: Readonly<Record<string, DisplayFormat>> }
}

/** What a signer need not see, and why; nothing else is hidden. */
export const HIDDEN_REASONS = {
  signature: 'A signature over what is shown: no person can judge its bytes, the contract checks it.',
} as const
