import { until } from '../../local/until.ts'
import { exitOf, requestExit, type SignedExit, withdraw } from '../../sdk/src/unaided/leave.ts'
import { marketUnitsOf } from '../../sdk/src/unaided/market-units.ts'
import { chainTimeSec, type Unaided } from '../../sdk/src/unaided/unaided.ts'

/** The exit delay is at most an hour; a queue behind many others is longer, then this is called again. */
const WAIT_MS = 3_700_000
const POLL_MS = 1_000
/** What one `withdraw` takes. */
const UNITS_A_CALL = 50

/** Carries a signed exit, or takes up one that runs, waits for it, and has everything paid to the account. */
export async function leave(parties: Unaided, signed: SignedExit, say: (line: string) => void): Promise<void> {
  const { account } = signed
  if (!(await isRunning(parties, account))) say(`exit requested in ${await requestExit(parties, signed)}`)
  const { maturesAtSec } = await exitOf(parties, account)
  say(`it matures at ${new Date(maturesAtSec * 1_000).toISOString()}`)
  const isMature = async () => (await chainTimeSec(parties)) >= maturesAtSec
  await until('maturity of the exit', isMature, { timeoutMs: WAIT_MS, pollMs: POLL_MS })

  const tokenIds = (await marketUnitsOf(parties, account)).map(({ tokenId }) => tokenId)
  let rest = tokenIds
  do {
    const now = rest.slice(0, UNITS_A_CALL)
    rest = rest.slice(UNITS_A_CALL)
    say(`all cash and ${now.length} units to ${account} in ${await withdraw(parties, account, now)}`)
  } while (rest.length > 0)
}

async function isRunning(parties: Unaided, account: SignedExit['account']): Promise<boolean> {
  return (await exitOf(parties, account)).lapsesAtSec > (await chainTimeSec(parties))
}
