import { type Change, changeMapping } from '../../../../api/domain/address-map/change-mapping.ts'
import { PARTIES } from '../../../../sdk/src/mapping/parties.ts'
import { openApi } from './mapping-world.ts'

/** A process that asks for a change and is killed once it has as many signatures as it was told, before it stores anything of them. */
const { CHANGE, SIGNATURES, ...environment } = process.env
const change: Change = JSON.parse(CHANGE ?? '')
const { dependencies } = await openApi(environment as Record<string, string>, [])
let signatures = 0
const entries = PARTIES.map((party) => {
  const client = dependencies.mappingSigners[party]
  const sign: typeof client.sign = async (request) => {
    const signature = await client.sign(request)
    signatures++
    if (signatures === Number(SIGNATURES)) process.kill(process.pid, 'SIGKILL')
    return signature
  }
  return [party, { ...client, sign }] as const
})
await changeMapping({ ...dependencies, mappingSigners: Object.fromEntries(entries) as never }, change)
