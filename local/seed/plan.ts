/** Who and what the local system starts with. Ratings: 3 A, 4 AA. Prices follow from the face value, see `seed.ts`. */
export interface SeedSeries {
  uri: string
  faceUsdc6: bigint
  supply: number
}

export interface SeedIssuer {
  name: string
  rating: number
  series: readonly [SeedSeries, SeedSeries]
}

export const SEED_ISSUERS: readonly SeedIssuer[] = [
  {
    name: 'Blue Cup Coffee',
    rating: 4,
    series: [
      { uri: 'genex:blue-cup/flat-white', faceUsdc6: 5_000_000n, supply: 10_000 },
      { uri: 'genex:blue-cup/breakfast-for-two', faceUsdc6: 20_000_000n, supply: 2_000 },
    ],
  },
  {
    name: 'Harbour Cinema',
    rating: 3,
    series: [
      { uri: 'genex:harbour-cinema/ticket', faceUsdc6: 15_000_000n, supply: 5_000 },
      { uri: 'genex:harbour-cinema/season-pass', faceUsdc6: 120_000_000n, supply: 300 },
    ],
  },
  {
    name: 'Northside Books',
    rating: 3,
    series: [
      { uri: 'genex:northside-books/voucher', faceUsdc6: 25_000_000n, supply: 4_000 },
      { uri: 'genex:northside-books/reading-year', faceUsdc6: 80_000_000n, supply: 500 },
    ],
  },
]

export const SEED_PERSONAS = ['Alice', 'Ben', 'Chloe', 'Daniel', 'Emi', 'Farid', 'Grace', 'Hiro'] as const
export const SEED_MONEY = 2_000_000_000n
