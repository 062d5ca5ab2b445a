import { z } from 'zod'
import { parseConfig } from '../../kit/config.ts'
import { createKeystore } from '../../kit/keystore.ts'
import { secretField } from '../../kit/secret.ts'

/** `node mapping/signer/create-key.ts`: makes a party's key in MAPPING_KEYSTORE and prints its address. Run by that party alone. */
const schema = z.object({ MAPPING_KEYSTORE: z.string().min(1), MAPPING_KEY_PASSPHRASE: secretField() })
const { MAPPING_KEYSTORE: file, MAPPING_KEY_PASSPHRASE: passphrase } = parseConfig(schema, process.env)
console.log(createKeystore(file, passphrase))
