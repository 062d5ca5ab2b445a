import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createPublicClient, isAddressEqual } from 'viem'
import { accountSignatures } from '../../kit/account-signatures.ts'
import { readAddresses } from '../../kit/addresses.ts'
import { parseConfig } from '../../kit/config.ts'
import { BaseError } from '../../kit/errors.ts'
import { createGateway } from '../../kit/gateway/create-gateway.ts'
import { Health } from '../../kit/health.ts'
import { createLogger } from '../../kit/log.ts'
import { closeHttp, serveHttp } from '../../kit/serve.ts'
import { Shutdown } from '../../kit/shutdown.ts'
import { PARTIES } from '../../sdk/src/mapping/parties.ts'
import { mappingDomain } from '../../sdk/src/typed-data/mapping.ts'
import { createApp } from './app.ts'
import { type SignerConfig, signerConfig } from './config.ts'
import { openFileKey } from './keys/file-key.ts'
import { openPkcs11Key } from './keys/pkcs11-key.ts'
import type { SigningKey } from './keys/signing-key.ts'
import { Ledger } from './ledger.ts'
import { ACTS_KEPT_SEC, PRUNE_EVERY_MS } from './limits.ts'
import { MappingSigner } from './signer.ts'

/** One of the three parties that sign address mappings; which one, its key and its memory are configuration. */
const config = parseConfig(signerConfig, process.env)
const { MAPPING_PARTY: party, MAPPING_SIGNERS: signers } = config
const log = createLogger(`mapping-${party}`, config.LOG_LEVEL)
const shutdown = new Shutdown(log).listen()
const health = new Health(`mapping-${party}`)
const nowSec = () => Math.floor(Date.now() / 1000)

const key = await openKey(config)
if (!isAddressEqual(key.address, signers[party].address)) {
  const details = `It is ${key.address}; MAPPING_SIGNERS names ${signers[party].address}.`
  throw new BaseError(`The key is not that of ${party}.`, { code: 'MAPPING_KEY_UNKNOWN', details, status: 500 })
}
mkdirSync(dirname(config.MAPPING_LEDGER), { recursive: true, mode: 0o700 })
const ledger = new Ledger(config.MAPPING_LEDGER)
shutdown.add('ledger', () => ledger.close())

const gateway = await createGateway({ log, health, shutdown }, { urls: config.GENEX_RPC_URL })
const deployed = readAddresses(config.DEPLOYMENT_GENEX)
const verifyingContract = deployed.get('Settlement')
const chain = createPublicClient({ transport: gateway.transport({ retryCount: 1 }) })
const domain = mappingDomain({ chainId: await gateway.chainId(), verifyingContract })
const addresses = Object.fromEntries(PARTIES.map((name) => [name, signers[name].address]))
const signer = new MappingSigner({
  key,
  ledger,
  authority: { domain, addresses: addresses as Record<(typeof PARTIES)[number], `0x${string}`> },
  isSignedByAccount: accountSignatures({ chain, registry: deployed.get('AccountRegistry') }),
  nowSec,
  coolDownSec: config.MAPPING_COOL_DOWN_SEC,
})
const keptSec = Math.max(ACTS_KEPT_SEC, config.MAPPING_COOL_DOWN_SEC)
const pruning = setInterval(() => ledger.prune(nowSec() - keptSec), PRUNE_EVERY_MS)
shutdown.add('pruning', () => clearInterval(pruning))

const app = createApp({ signer, ledger, health, log, token: config.MAPPING_TOKEN })
const server = await serveHttp(app.fetch, { host: config.HOST, port: config.MAPPING_SIGNER_PORT })
shutdown.add('http', () => closeHttp(server))
shutdown.add('health', () => health.markStopping())
log.info({ port: config.MAPPING_SIGNER_PORT, address: key.address }, 'signer ready')

async function openKey(settings: SignerConfig): Promise<SigningKey> {
  if (settings.MAPPING_KEY === 'file') {
    return openFileKey(settings.MAPPING_KEYSTORE, settings.MAPPING_KEY_PASSPHRASE)
  }
  return openPkcs11Key({
    tool: settings.PKCS11_TOOL,
    module: settings.PKCS11_MODULE,
    tokenLabel: settings.PKCS11_TOKEN,
    keyId: settings.PKCS11_KEY_ID,
    pin: settings.PKCS11_PIN,
    softhsmConf: settings.SOFTHSM2_CONF,
  })
}
