import type { Field, HIDDEN_REASONS } from '../../../sdk/src/clear-signing/descriptor.ts'

/** How one value is shown: a field without its path, several where parts of a value have words of their own. */
export interface Shown extends Omit<Field, 'path'> {
  /** Appended to the value's path: bytes counted from the end. */
  slice?: string
  /** The enum that `params.$ref` names. */
  words?: Readonly<Record<string, string>>
}
export type Words = readonly Shown[]

/** What is said of one contract or one domain. */
export interface ContractWords {
  /** Name of the contract in a deployment. */
  contract: string
  /** What a wallet calls it. */
  title: string
  /** What each function or type does, by name; by whole signature where a name is overloaded. */
  intents: Readonly<Record<string, string>>
  /** Functions that no person calls, with the reason. */
  notForPeople?: Readonly<Record<string, string>>
  /** By the value's name, or `<function or type>.<path>` where the name means something else there. */
  values?: Readonly<Record<string, Words>>
  /** Heads of lists of structs, by the list's name. */
  groups?: Readonly<Record<string, string>>
  factory?: { deployEvent: string }
}

export function text(label: string): Words {
  return [{ label, format: 'raw' }]
}

export function address(label: string): Words {
  return [{ label, format: 'addressName' }]
}

export function date(label: string): Words {
  return [{ label, format: 'date', params: { encoding: 'timestamp' } }]
}

export function duration(label: string): Words {
  return [{ label, format: 'duration' }]
}

/** Money units of the deployment's money token. */
export function money(label: string): Words {
  const token = { map: '$.metadata.maps.moneyToken', keyPath: '@.chainId' }
  return [{ label, format: 'tokenAmount', params: { token } }]
}

/** An amount of the token that is called. */
export function ownToken(label: string): Words {
  return [{ label, format: 'tokenAmount', params: { tokenPath: '@.to' } }]
}

/** Wei in an argument. */
export function nativeAmount(label: string): Words {
  return [{ label, format: 'amount' }]
}

export function unit(label: string, base: string, decimals = 0): Words {
  return [{ label, format: 'unit', params: decimals === 0 ? { base } : { base, decimals } }]
}

/** Basis points as percent. */
export function percent(label: string): Words {
  return unit(label, '%', 2)
}

export function choice(label: string, name: string, words: Readonly<Record<string, string>>): Words {
  return [{ label, format: 'enum', params: { $ref: `$.metadata.enums.${name}` }, words }]
}

/** A choice by single bytes of an integer. */
export function byteChoice(slice: string, label: string, name: string, words: Readonly<Record<string, string>>): Words {
  return choice(label, name, words).map((shown) => ({ ...shown, slice }))
}

/** Another call, shown by the descriptor of the contract at `calleePath`. */
export function call(label: string, calleePath: string): Words {
  return [{ label, format: 'calldata', params: { calleePath } }]
}

/** The same with native money; of lists, each call has the callee and the money at its place. */
export function linkedCall(label: string, calleePath: string, amountPath: string): Words {
  return [{ label, format: 'calldata', params: { calleePath, amountPath } }]
}

export function optional(words: Words): Words {
  return words.map((shown) => ({ ...shown, visible: 'optional' }))
}

export function hidden(reason: keyof typeof HIDDEN_REASONS): Words {
  return [{ $id: reason, visible: 'never' }]
}

/** Words of consecutive numbers from 0. */
export function numbered(...words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word, number) => [number, word]))
}
