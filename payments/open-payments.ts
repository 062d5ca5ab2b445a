import type pg from 'pg'
import type { PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Addresses } from '../kit/addresses.ts'
import { CircuitBreaker } from '../kit/gateway/circuit-breaker.ts'
import type { InternalClient } from '../kit/internal-client.ts'
import { domainOf } from '../sdk/src/typed-data/domain.ts'
import type { PaymentsConfig } from './config.ts'
import { createMarket } from './market/book.ts'
import { createChainReads } from './market/chain-facts.ts'
import { createDesk } from './market/desk.ts'
import { createRelayer } from './market/relayer.ts'
import { createSequencer } from './market/sequencer.ts'
import { configuredProviders } from './providers/configured-providers.ts'
import { ProviderBoard } from './providers/provider-board.ts'
import { createObjection } from './saga/objection.ts'
import type { Ports } from './saga/ports.ts'
import { moneyInBefore } from './store/purchases.ts'

export interface PaymentsParts {
  config: PaymentsConfig
  pool: pg.Pool
  chain: PublicClient
  chainId: number
  addresses: Addresses
  /** One per partition of the order book, in their order. */
  sequencers: readonly InternalClient[]
  relayer: InternalClient
  now: () => Date
}

/** Everything that steps use, put together from what the process was given. */
export function openPayments(parts: PaymentsParts): { ports: Ports; board: ProviderBoard; desk: `0x${string}` } {
  const { config, pool, chain, addresses, now } = parts
  const nowMs = () => performance.now()
  const board = new ProviderBoard(configuredProviders(config), () => new CircuitBreaker(nowMs), nowMs)
  const account = privateKeyToAccount(config.DESK_KEY.reveal() as `0x${string}`)
  const domain = domainOf('settlement', parts.chainId, addresses.get('Settlement'))
  const sequencer = createSequencer(parts.sequencers)
  const relayer = createRelayer(parts.relayer)
  const reads = { chain, identityRegistry: addresses.get('IdentityRegistry'), rateOracle: addresses.get('RateOracle') }
  const ports: Ports = {
    provider: (name) => board.use(name),
    pickProvider: (method, except) => board.pick(method, except),
    desk: createDesk({ account, domain, relayer, sequencer, tenant: config.DESK_TENANT }),
    market: createMarket({ sequencer, domain, chain }),
    objection: createObjection({
      chain: createChainReads(reads),
      sequencer,
      desk: account.address,
      moneyInBefore: (purchase, since) => moneyInBefore(pool, purchase, since),
      now,
    }),
    describe: ({ id }) => ({
      description: 'Genex purchase',
      returnUrl: `${config.CHECKOUT_RETURN_URL}?purchase=${id}`,
    }),
  }
  return { ports, board, desk: account.address }
}
