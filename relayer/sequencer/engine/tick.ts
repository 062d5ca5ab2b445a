/**
 * Price step of a series in money units: the greatest power of ten that is at most a thousandth of the face value
 * (1 for tiny faces), so that round prices are always on a tick and a face spans 1,000 to 10,000 ticks.
 * Face 50.00 gives 0.01.
 */
export const tickOf = (face: bigint): bigint => {
  let tick = 1n
  while (tick * 10_000n <= face) tick *= 10n
  return tick
}
