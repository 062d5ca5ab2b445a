import { type Address, keccak256, numberToHex, toHex } from 'viem'

export const person = (number: number): Address => numberToHex(number, { size: 20 })
export const ADMIN = person(0xad)
export const ISSUER = person(0x155)
export const ALICE = person(0xa11ce)
export const BOB = person(0xb0b)
export const CAROL = person(0xca401)
export const MERCHANT = person(0x3e4c)

export const HASH = keccak256(toHex('story'))
