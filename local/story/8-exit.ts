import { type Address, createPublicClient, createWalletClient, type Hex, http, type LocalAccount } from 'viem'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { domainOf } from '../../sdk/src/typed-data/domain.ts'
import { INTENTS, intentTypedData } from '../../sdk/src/typed-data/intents.ts'
import { until } from '../until.ts'
import { cashOf, unitOf, unitsOf, walletOf } from './facts.ts'
import { check, dollars, type Stage } from './stage.ts'

/** The exit delay is a minute by default; the chain's clock decides, this only ends a wait that is stuck. */
const MATURITY_TIMEOUT_MS = 180_000
const DEADLINE_SEC = 600

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

export interface LeaveParameters {
  rpcUrl: string
  core: Address
  /** Signs; needs no ether. */
  leaver: LocalAccount
  /** Pays the gas; needs no right. */
  bystander: LocalAccount
  tokenIds: readonly bigint[]
}

/** Request, delay, withdraw: nothing but an RPC endpoint. */
export async function leaveByRpcAlone(parameters: LeaveParameters): Promise<{ request: Hex; withdrawal: Hex }> {
  const { rpcUrl, core, leaver, bystander, tokenIds } = parameters
  const transport = http(rpcUrl)
  const chain = createPublicClient({ transport, pollingInterval: 200 })
  const wallet = createWalletClient({ account: bystander, transport })
  const contract = { address: core, abi: settlementAbi, chain: null } as const
  const now = async () => Number((await chain.getBlock()).timestamp)

  const { gasLimit } = INTENTS.RequestExit
  const nonceKey = BigInt(await now())
  const message = { account: leaver.address, nonce: nonceKey << 64n, deadline: (await now()) + DEADLINE_SEC, gasLimit }
  const domain = domainOf('settlement', await chain.getChainId(), core)
  const signature = await leaver.signTypedData(intentTypedData(domain, 'RequestExit', message) as never)
  const request = await wallet.writeContract({
    ...contract,
    functionName: 'requestExitBySig',
    args: [{ ...message, signature }],
  })
  await chain.waitForTransactionReceipt({ hash: request })

  const [maturesAt] = await chain.readContract({ ...contract, functionName: 'exitOf', args: [leaver.address] })
  await until('maturity of the exit', async () => (await now()) >= maturesAt, { timeoutMs: MATURITY_TIMEOUT_MS })
  const withdrawal = await wallet.writeContract({
    ...contract,
    functionName: 'withdraw',
    args: [leaver.address, tokenIds],
  })
  await chain.waitForTransactionReceipt({ hash: withdrawal })
  return { request, withdrawal }
}
