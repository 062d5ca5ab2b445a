import { z } from 'zod'
import { chainConfig, commonConfig, portField } from '../../kit/config.ts'
import { namedSignersField } from '../../kit/named-signers.ts'
import { secretField } from '../../kit/secret.ts'
import { PARTIES } from '../../sdk/src/mapping/parties.ts'
import { COOL_DOWN_SEC } from './limits.ts'

const { LOG_LEVEL, HOST } = commonConfig

const common = {
  LOG_LEVEL,
  HOST,
  /** Shared with the API alone: no other service may ask for a signature or for a place in the log. */
  MAPPING_TOKEN: secretField(),
  GENEX_RPC_URL: chainConfig.GENEX_RPC_URL,
  DEPLOYMENT_GENEX: chainConfig.DEPLOYMENT_GENEX,
  /** Which of the three this process is. */
  MAPPING_PARTY: z.enum(PARTIES),
  MAPPING_SIGNER_PORT: portField(3051),
  /** The file in which it remembers what it signed; on a disk of its own party. */
  MAPPING_LEDGER: z.string().min(1),
  /** The three parties' keys; the addresses behind them are the API's business. */
  MAPPING_SIGNERS: namedSignersField(PARTIES),
  MAPPING_COOL_DOWN_SEC: z.coerce
    .number()
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(COOL_DOWN_SEC),
}

/** Where the key is: an encrypted file, or a PKCS#11 token behind OpenSC's pkcs11-tool. */
export const signerConfig = z.discriminatedUnion('MAPPING_KEY', [
  z.object({
    ...common,
    MAPPING_KEY: z.literal('file'),
    MAPPING_KEYSTORE: z.string().min(1),
    MAPPING_KEY_PASSPHRASE: secretField(),
  }),
  z.object({
    ...common,
    MAPPING_KEY: z.literal('pkcs11'),
    PKCS11_TOOL: z.string().default('/usr/bin/pkcs11-tool'),
    PKCS11_MODULE: z.string().min(1),
    PKCS11_TOKEN: z.string().min(1),
    PKCS11_KEY_ID: z.string().regex(/^([0-9a-fA-F]{2}){1,32}$/, 'must be hexadecimal bytes'),
    PKCS11_PIN: secretField(4),
    SOFTHSM2_CONF: z.string().optional(),
  }),
])

export type SignerConfig = z.output<typeof signerConfig>
