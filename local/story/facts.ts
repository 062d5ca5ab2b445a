import type { Address, Hex } from 'viem'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../sdk/src/abi/test-stablecoin.gen.ts'
import { decodeRecords, type TradeRecord } from '../../sdk/src/batch/decode-records.ts'
import { tokenId } from '../../sdk/src/ids.ts'
import type { World } from '../play/world.ts'
import { until } from '../until.ts'

/** Facts straight from the chain: what a block explorer would show. */
const core = ({ addresses }: World) => ({ address: addresses.get('Settlement'), abi: settlementAbi })

export async function cashOf(world: World, account: Address): Promise<bigint> {
  const [cash] = await world.chain.readContract({ ...core(world), functionName: 'accountOf', args: [account] })
  return cash
}

export async function walletOf(world: World, account: Address): Promise<bigint> {
  const token = { address: world.addresses.get('MoneyToken'), abi: testStablecoinAbi }
  return await world.chain.readContract({ ...token, functionName: 'balanceOf', args: [account] })
}

export async function unitOf(world: World, id: bigint) {
  return await world.chain.readContract({ ...core(world), functionName: 'unitOf', args: [id] })
}

export async function heldOf(world: World, series: number, day: number) {
  const args = [series, day] as const
  const [gross, buyerFees, issuanceFees, units, released] = await world.chain.readContract({
    ...core(world),
    functionName: 'heldOf',
    args,
  })
  return { gross, buyerFees, issuanceFees, units, released }
}

export async function issuerQuota(world: World, issuer: Address): Promise<{ used: bigint; quota: bigint }> {
  const [, , , , used, quota] = await world.chain.readContract({
    ...core(world),
    functionName: 'issuerOf',
    args: [issuer],
  })
  return { used, quota }
}

/** Units of a series that an account owns, by serial. */
export async function unitsOf(world: World, series: number, owner: Address): Promise<bigint[]> {
  const [, minted] = await world.chain.readContract({ ...core(world), functionName: 'seriesOf', args: [series] })
  const ids = Array.from({ length: minted }, (_, i) => tokenId(series, i + 1))
  const units = await Promise.all(ids.map((id) => unitOf(world, id)))
  return ids.filter((_, i) => units[i]?.status === 0 && units[i]?.owner.toLowerCase() === owner.toLowerCase())
}

/** A settled batch: its number, transaction, calldata and what it recorded. */
export interface SettledBatch {
  batchNo: bigint
  transaction: Hex
  input: Hex
  gasUsed: bigint
  records: TradeRecord[]
}

/** The batch on chain in which the order (account, lane, seq) was filled; waits for it. */
export async function batchWith(
  world: World,
  order: { account: Address; lane: number; seq: number },
): Promise<SettledBatch> {
  let found: SettledBatch | undefined
  await until(`settlement of the order of ${order.account} in lane ${order.lane}`, async () => {
    found = (await batches(world)).findLast(({ records }) => records.some((record) => isIn(record, order)))
    return found !== undefined
  })
  if (!found) throw new Error('unreachable: until resolved without a batch')
  const [transaction, receipt] = await Promise.all([
    world.chain.getTransaction({ hash: found.transaction }),
    world.chain.getTransactionReceipt({ hash: found.transaction }),
  ])
  return { ...found, input: transaction.input, gasUsed: receipt.gasUsed }
}

export async function batches(world: World): Promise<SettledBatch[]> {
  const { address, abi } = core(world)
  const head = await world.chain.getBlockNumber()
  const fromBlock = head > 5_000n ? head - 5_000n : 0n
  const logs = await world.chain.getContractEvents({ address, abi, eventName: 'BatchSettled', fromBlock, strict: true })
  return logs.map(({ args, transactionHash }) => ({
    batchNo: args.batchNo,
    transaction: transactionHash,
    input: '0x',
    gasUsed: 0n,
    records: decodeRecords(args.records),
  }))
}

function isIn(
  { code, buy, sell }: TradeRecord,
  { account, lane, seq }: { account: Address; lane: number; seq: number },
): boolean {
  if (code !== 'FILLED') return false
  return [buy, sell].some(
    (side) => side.account.toLowerCase() === account.toLowerCase() && side.lane === lane && side.seq === seq,
  )
}
