/** Bits of `OrderFields.flags`, as in contracts/settlement/types/Order.sol. */
export const FLAG_SELL = 1 << 0
export const FLAG_FINAL = 1 << 1
export const FLAG_POST_ONLY = 1 << 2
export const CLASS_SHIFT = 3
export const CLASS_MASK = 3 << 3
export const FLAG_PRIMARY = 1 << 5
export const CHOICE_SHIFT = 8
export const CHOICE_MASK = 3 << 8
export const FLAG_MARKET = 1 << 13
export const UNUSED_MASK = 3 << 14

/** 0 is GTC, 1 is GTD. */
export const CLASS_IOC = 2
export const CLASS_FOK = 3

export const CHOICE_NAMED = 0
