/** Domains of the brake (contracts/access/interfaces/IBrake.sol). */
export const ALL = 0n
export const PRODUCT = 1n
export const ISSUER = 2n
export const SERIES = 3n
export const ACCOUNT = 4n

export const HOUR = 3_600n
export const DAY = 24n * HOUR
