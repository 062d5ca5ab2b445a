import type { Address, Hex, LocalAccount } from 'viem'
import { exitOf, requestExit, signExit, withdraw } from '../../sdk/src/unaided/leave.ts'
import { chainTimeSec, unaided } from '../../sdk/src/unaided/unaided.ts'
import { until } from '../until.ts'
import { cashOf, unitOf, unitsOf, walletOf } from './facts.ts'
import { check, dollars, type Stage } from './stage.ts'

/** The exit delay is a minute by default; the chain's clock decides, this only ends a wait that is stuck. */
const MATURITY_TIMEOUT_MS = 180_000

/** B leaves while none of our services runs: an RPC endpoint, B's signature and a bystander's gas are enough. */
export async function leave(stage: Stage): Promise<void> {
  const { world, cast, control, tell, series } = stage
  const { account } = cast.buyerB
  tell.chapter('Leaving without us')
  const tokenIds = await unitsOf(world, series, account.address)
  const [cash, wallet] = await Promise.all([cashOf(world, account.address), walletOf(world, account.address)])
  await control.stopAll()
  tell.step('Every service but the chain nodes is stopped.')
  try {
    const bystander = world.officer('arbitrator').account as LocalAccount
    const left = await leaveByRpcAlone({
      rpcUrl: world.rpcUrl,
      core: world.addresses.get('Settlement'),
      leaver: account,
      bystander,
      tokenIds,
    })
    check('cash in the wallet', (await walletOf(world, account.address)) - wallet, cash)
    check('cash inside', await cashOf(world, account.address), 0n)
    for (const id of tokenIds) check('unit out of the market', (await unitOf(world, id)).inMarket, false)
    tell.step('B signed the request, a bystander carried it and, after the delay, called withdraw.', {
      money: dollars(cash),
      'token ids': tokenIds.join(', '),
      request: left.request,
      withdrawal: left.withdrawal,
    })
  } finally {
    await control.resumeAll()
  }
  tell.step('The services are back.')
}

interface LeaveParameters {
  rpcUrl: string
  core: Address
  /** Signs; needs no ether. */
  leaver: LocalAccount
  /** Pays the gas; needs no right. */
  bystander: LocalAccount
  tokenIds: readonly bigint[]
}

/** Request, delay, withdraw: nothing but an RPC endpoint. */
async function leaveByRpcAlone(parameters: LeaveParameters): Promise<{ request: Hex; withdrawal: Hex }> {
  const { rpcUrl, core, leaver, bystander, tokenIds } = parameters
  const parties = unaided(rpcUrl, core, bystander)
  const request = await requestExit(parties, await signExit(parties, leaver))
  const { maturesAtSec } = await exitOf(parties, leaver.address)
  const isMature = async () => (await chainTimeSec(parties)) >= maturesAtSec
  await until('maturity of the exit', isMature, { timeoutMs: MATURITY_TIMEOUT_MS })
  return { request, withdrawal: await withdraw(parties, leaver.address, tokenIds) }
}
