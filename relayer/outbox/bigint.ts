export const maxOf = (a: bigint, b: bigint): bigint => (a > b ? a : b)
export const minOf = (a: bigint, b: bigint): bigint => (a < b ? a : b)
