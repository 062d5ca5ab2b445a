import type { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

/** What a part of a module builds with. */
export type Builder = Parameters<Parameters<typeof buildModule>[1]>[0]
export type ContractFuture = Parameters<Builder['call']>[0]
export type EncodedCall = string | ReturnType<Builder['encodeFunctionCall']>
