import { bytesToHex, type Hex } from 'viem'
import { mnemonicToAccount, privateKeyToAddress } from 'viem/accounts'

/** Public test words that anvil funds by default: for local chains only, never for anything of value. */
const MNEMONIC = 'test test test test test test test test test test test junk'

/** Which account of the mnemonic plays which part. */
const LOCAL_ACCOUNTS = {
  deployer: 0,
  operator: 1,
  coSigner: 2,
  relayer0: 3,
  relayer1: 4,
  relayer2: 5,
  compliance: 6,
  complianceReviewer: 7,
  guardian: 8,
  council: 9,
  treasurer: 10,
  arbitrator: 11,
  sentinel: 12,
  desk: 13,
  marketWatch: 19,
} as const

export type LocalAccount = keyof typeof LOCAL_ACCOUNTS

export function localKey(account: LocalAccount): Hex {
  return keyAt(LOCAL_ACCOUNTS[account])
}

export const localAddresses = () =>
  Object.values(LOCAL_ACCOUNTS).map((index) => ({ index, address: privateKeyToAddress(keyAt(index)) }))

function keyAt(index: number): Hex {
  const { privateKey } = mnemonicToAccount(MNEMONIC, { addressIndex: index }).getHdKey()
  if (!privateKey) throw new Error(`no private key at ${index}`)
  return bytesToHex(privateKey)
}
