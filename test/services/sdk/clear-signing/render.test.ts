import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeFunctionData, type Hex, toFunctionSelector } from 'viem'
import { accessManagerAbi } from '../../../../sdk/src/abi/access-manager.gen.ts'
import { organisationFactoryAbi } from '../../../../sdk/src/abi/organisation-factory.gen.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { sponsorPaymasterAbi } from '../../../../sdk/src/abi/sponsor-paymaster.gen.ts'
import { testStablecoinAbi } from '../../../../sdk/src/abi/test-stablecoin.gen.ts'
import { timelockControllerAbi } from '../../../../sdk/src/abi/timelock-controller.gen.ts'
import type { Descriptor } from '../../../../sdk/src/clear-signing/descriptor.ts'
import { MAX_CALLDATA_BYTES } from '../../../../sdk/src/clear-signing/limits.ts'
import { type Knowledge, type Rendered, renderCall, renderTypedData } from '../../../../sdk/src/clear-signing/render.ts'
import { withDeployments } from '../../../../sdk/src/clear-signing/with-deployments.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags } from '../../../../sdk/src/order-flags.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { intentTypedData } from '../../../../sdk/src/typed-data/intents.ts'
import { orderTypedData } from '../../../../sdk/src/typed-data/order.ts'
import { organisationActionTypes, organisationDomain } from '../../../../sdk/src/typed-data/organisation.ts'
import { apiKeyGrantTypedData, statementDomain } from '../../../../sdk/src/typed-data/statements.ts'
import { addressOf, CHAIN_ID, contract, KNOWLEDGE, published } from './support/known-descriptors.ts'

const ALICE = addressOf('Alice')
const BOB = addressOf('Bob')
const DEADLINE = 1_795_000_000
const DOMAIN = domainOf('settlement', CHAIN_ID, contract('Settlement'))
const TAIL = { nonce: 7n, deadline: DEADLINE, gasLimit: 250_000 }
const order = {
  account: ALICE,
  series: 2,
  flags: encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, side: 'sell', postOnly: true, unitChoice: 'ANY', keyIndex: 3 }),
  price: 47_000_000n,
  quantity: 3,
  lane: 9,
  seq: 12,
  epoch: 1,
  expiry: DEADLINE,
  maxFeeBps: 50,
  minResalesLeft: 0,
  unitId: 0n,
}
const withdrawal = intentTypedData(DOMAIN, 'WithdrawTo', {
  account: ALICE,
  to: BOB,
  amount: 12_500_000n,
  data: '0x',
  ...TAIL,
})

describe('what a signer sees', () => {
  it('of an order', () => {
    const rendered = renderTypedData(KNOWLEDGE, orderTypedData(DOMAIN, order))

    assert.equal(rendered.intent, 'Trade coupon units')
    assert.deepEqual(told(rendered), [
      `Account: ${ALICE}`,
      'Coupon series: 2',
      'Order: Sell, resale, until cancelled, never as taker',
      'Units and key: limit order, if it resells: any unit, giving up its refund, signed by trading key 3',
      'Limit per unit, without fee: 47 USDC',
      'Units: 3',
      'Lane: 9',
      'Number in the lane: 12',
      'Epoch of the key: 1',
      'Valid until: 2026-11-18T11:06:40Z',
      'Highest fee: 0.5 %',
      'Resales left at least: 0',
      'Unit that is sold (0: none named): 0',
    ])
  })

  it('of an intent, with names of the signer’s own', () => {
    const rendered = renderTypedData({ ...KNOWLEDGE, names: { [BOB.toLowerCase()]: 'Cold store' } }, withdrawal)

    assert.equal(rendered.intent, 'Withdraw money to another address')
    assert.equal(rendered.contractName, 'Genex Settlement')
    assert.deepEqual(told(rendered), [
      `Account: ${ALICE}`,
      `To: Cold store (${BOB})`,
      'Amount: 12.5 USDC',
      'Attestation for the transfer: 0x',
      'Nonce: 7',
      'Valid until: 2026-11-18T11:06:40Z',
      'Gas for the action: 250000 gas',
    ])
  })

  it('of a trading key, its rights in words', () => {
    const scope = (0b11_01 << 12) | (10 << 7) | 90
    const key = { index: 0, key: BOB, kind: 1, expiryDay: 20_800, scope }
    const rendered = renderTypedData(
      KNOWLEDGE,
      intentTypedData(DOMAIN, 'RegisterKey', { account: ALICE, ...key, ...TAIL }),
    )

    assert.deepEqual(told(rendered).slice(1, 7), [
      'Key number: 0',
      `Trading key (0x0: revoke): ${BOB}`,
      'Kind of key: P-256 (passkey or device)',
      'Last day (0: never expires): 20800 days after 1970-01-01',
      'What the key may do: buys and sells, utility series only, orders up to 1,024 dollars or 2,048 dollars',
      'Limit and lowest price: the first of the two limits, sells at 90 % of face or more',
    ])
  })

  it('of a list without elements', () => {
    const grant = {
      account: ALICE,
      publicKey: `0x${'ab'.repeat(32)}`,
      label: 'bot',
      scopes: ['trade', 'read'],
    } as const
    const times = { expiresAt: DEADLINE, issuedAt: DEADLINE - 60 }
    const domain = statementDomain({ chainId: CHAIN_ID, verifyingContract: contract('Settlement') })
    const rendered = renderTypedData(KNOWLEDGE, apiKeyGrantTypedData(domain, { ...grant, ipAllowList: [], ...times }))

    assert.deepEqual(told(rendered).slice(3, 6), ['May: trade', 'May: read', 'Only from (none: from everywhere): none'])
  })

  it('of an organisation’s action: the call inside it', () => {
    const message = { target: contract('Settlement'), data: refundCall(8_589_934_593n), nonce: 1n, deadline: DEADLINE }
    const domain = organisationDomain(CHAIN_ID, contract('Organisation'))
    const rendered = renderTypedData(KNOWLEDGE, {
      domain,
      types: organisationActionTypes,
      primaryType: 'Action',
      message,
    })

    assert.deepEqual(told(rendered), [
      `Contract that is called: ${contract('Settlement')}`,
      'Call: Refund a coupon unit',
      '> Coupon series: 2',
      '> Number in the series: 1',
      '> Token id: 8589934593',
      'Nonce: 1',
      'Valid until: 2026-11-18T11:06:40Z',
    ])
  })

  it('of a scheduled call, and of several at once', () => {
    const pay = encodeFunctionData({ abi: settlementAbi, functionName: 'collectFees', args: [BOB, 1_000_000n] })
    const target = contract('Settlement')
    const schedule = encodeFunctionData({
      abi: accessManagerAbi,
      functionName: 'schedule',
      args: [target, pay, DEADLINE],
    })
    const grant = encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args: [5n, ALICE, 0] })
    const data = encodeFunctionData({ abi: accessManagerAbi, functionName: 'multicall', args: [[schedule, grant]] })

    assert.deepEqual(told(renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to: contract('AccessManager'), data })), [
      'Call: Schedule a restricted call',
      `> Contract: ${target}`,
      '> Call: Move collected fees to an account',
      `> > Account: ${BOB}`,
      '> > Amount: 1 USDC',
      '> Earliest: 2026-11-18T11:06:40Z',
      'Call: Grant a role',
      '> Role: compliance',
      `> Account: ${ALICE}`,
      '> Delay of the holder’s calls: 00:00:00',
    ])
  })

  it('of an action that is carried, with those who approved it', () => {
    const action = { target: contract('Settlement'), data: refundCall(8_589_934_593n), nonce: 1n, deadline: DEADLINE }
    const approvals = [ALICE, BOB].map((member) => ({ member, signature: '0x1234' }) as const)
    const args = [contract('Organisation'), action, approvals] as const
    const data = encodeFunctionData({ abi: organisationFactoryAbi, functionName: 'act', args })
    const rendered = renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to: contract('OrganisationFactory'), data })

    const approved = ['Approval: 1 of 2', `Signed by: ${ALICE}`, 'Approval: 2 of 2', `Signed by: ${BOB}`]
    assert.deepEqual(told(rendered).slice(-4), approved)
  })

  it('of native money', () => {
    const data = encodeFunctionData({ abi: sponsorPaymasterAbi, functionName: 'deposit' })
    const call = { chainId: CHAIN_ID, to: contract('SponsorPaymaster'), data, value: 15n * 10n ** 17n }
    assert.deepEqual(told(renderCall({ ...KNOWLEDGE, nativeTicker: 'GEN' }, call)), ['Native money sent: 1.5 GEN'])
  })

  it('of native money that a call hands on', () => {
    const deposit = encodeFunctionData({ abi: sponsorPaymasterAbi, functionName: 'addStake', args: [86_400] })
    const args = [contract('SponsorPaymaster'), deposit] as const
    const data = encodeFunctionData({ abi: accessManagerAbi, functionName: 'execute', args })
    const rendered = renderCall(KNOWLEDGE, {
      chainId: CHAIN_ID,
      to: contract('AccessManager'),
      data,
      value: 10n ** 18n,
    })
    assert.deepEqual(told(rendered).slice(-2), [
      '> Native money sent: 1 ETH',
      '> Delay before it can be taken back: 24:00:00',
    ])
  })

  it('of changes that a timelock schedules, each with its own contract and money', () => {
    const stake = encodeFunctionData({ abi: sponsorPaymasterAbi, functionName: 'addStake', args: [60] })
    const fees = encodeFunctionData({ abi: settlementAbi, functionName: 'setFees', args: [50, 10, 150] })
    const targets = [contract('SponsorPaymaster'), contract('Settlement')]
    const { abi, none } = { abi: timelockControllerAbi, none: `0x${'00'.repeat(32)}` } as const
    const args = [targets, [10n ** 17n, 0n], [stake, fees], none, none, 172_800n] as const
    const data = encodeFunctionData({ abi, functionName: 'scheduleBatch', args })
    const call = { chainId: CHAIN_ID, to: contract('TimelockController'), data }

    assert.deepEqual(told(renderCall(KNOWLEDGE, call)), [
      ...targets.map((target) => `Contract: ${target}`),
      'Native money for the call: 0.1 ETH',
      'Native money for the call: 0 ETH',
      'Call: Add to the paymaster’s stake',
      '> Native money sent: 0.1 ETH',
      '> Delay before it can be taken back: 00:01:00',
      'Call: Set the trading fees',
      '> Fee of takers: 0.5 %',
      '> Fee of makers: 0.1 %',
      '> Highest issuance fee: 1.5 %',
      `Only after (0: nothing): ${none}`,
      `Salt: ${none}`,
      'Delay: 48:00:00',
    ])
    const short = encodeFunctionData({
      abi,
      functionName: 'scheduleBatch',
      args: [targets, [0n], ...args.slice(2)] as never,
    })
    refuses(() => renderCall(KNOWLEDGE, { ...call, data: short }), 'DATA_MALFORMED')
  })

  it('of a date beyond all calendars', () => {
    const never = 2n ** 256n - 1n
    const args = [ALICE, BOB, 1n, 0n, never, `0x${'00'.repeat(32)}`, '0x'] as const
    const data = encodeFunctionData({ abi: testStablecoinAbi, functionName: 'transferWithAuthorization', args })
    const lines = told(renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to: contract('MoneyToken'), data }))
    assert.ok(lines.includes(`Valid before: after the year 9999 (second ${never})`))
    assert.ok(lines.includes('Amount: 0.000001 USDC'))
  })

  it('of a text that would deceive the eye', () => {
    const label = 'bot\nMay: nothing\u202e'
    const grant = { account: ALICE, publicKey: `0x${'ab'.repeat(32)}`, label, scopes: [], ipAllowList: [] } as const
    const domain = statementDomain({ chainId: CHAIN_ID, verifyingContract: contract('Settlement') })
    const typedData = apiKeyGrantTypedData(domain, { ...grant, expiresAt: DEADLINE, issuedAt: DEADLINE })
    assert.ok(told(renderTypedData(KNOWLEDGE, typedData)).includes('Name of the key: bot\\u{a}May: nothing\\u{202e}'))
  })
})

describe('nothing is shown', () => {
  const collect = encodeFunctionData({ abi: settlementAbi, functionName: 'collectFees', args: [BOB, 1_000_000n] })
  const call = { chainId: CHAIN_ID, to: contract('Settlement'), data: collect }
  const message = { ...withdrawal.message }

  for (const [when, code, changed] of [
    ['on another chain', 'CHAIN_UNKNOWN', { chainId: 1 }],
    ['of another contract', 'CONTRACT_UNKNOWN', { to: ALICE }],
    ['of an unknown function', 'FUNCTION_UNKNOWN', { data: '0x12345678' }],
    ['of a function that is for no person', 'FUNCTION_UNKNOWN', { data: settleCall() }],
    ['of money that goes along unseen', 'VALUE_HIDDEN', { value: 1n }],
    ['of no call at all', 'DATA_MALFORMED', { data: '0x' }],
    ['of half a byte', 'DATA_MALFORMED', { data: `${collect}0` }],
    ['of too few bytes', 'DATA_MALFORMED', { data: collect.slice(0, -2) }],
    ['of too many bytes', 'DATA_MALFORMED', { data: `${collect}00` }],
    [
      'of an address with more than 20 bytes',
      'DATA_MALFORMED',
      { data: collect.replace('000000000000', '000000000001') },
    ],
    ['of more than a transaction holds', 'DATA_MALFORMED', { data: `0x${'00'.repeat(MAX_CALLDATA_BYTES + 1)}` }],
  ] as const) {
    it(when, () => refuses(() => renderCall(KNOWLEDGE, { ...call, ...(changed as object) }), code))
  }

  for (const [when, code, changed] of [
    ['for another domain', 'DOMAIN_UNKNOWN', { domain: { ...DOMAIN, name: 'Genex Statements 2' } }],
    ['for another version of the domain', 'DOMAIN_UNKNOWN', { domain: { ...DOMAIN, version: '2' } }],
    ['for a domain with more in it', 'DOMAIN_UNKNOWN', { domain: { ...DOMAIN, salt: `0x${'00'.repeat(32)}` } }],
    ['for a domain without a contract', 'DOMAIN_UNKNOWN', { domain: { ...DOMAIN, verifyingContract: undefined } }],
    ['for another chain', 'CHAIN_UNKNOWN', { domain: { ...DOMAIN, chainId: 1 } }],
    ['for another contract', 'CONTRACT_UNKNOWN', { domain: { ...DOMAIN, verifyingContract: ALICE } }],
    ['of a type that is not given', 'TYPE_UNKNOWN', { primaryType: 'Withdraw' }],
    ['of a type with another field', 'TYPE_UNKNOWN', { types: { WithdrawTo: [{ name: 'to', type: 'address' }] } }],
    ['of a message with less', 'DATA_MALFORMED', { message: { ...message, to: undefined } }],
    ['of a message with more', 'DATA_MALFORMED', { message: { ...message, memo: 'rent' } }],
    ['of an amount that does not fit', 'DATA_MALFORMED', { message: { ...message, amount: 1n << 64n } }],
    ['of a negative amount', 'DATA_MALFORMED', { message: { ...message, amount: -1 } }],
    ['of an amount in hexadecimal', 'DATA_MALFORMED', { message: { ...message, amount: '0x10' } }],
    ['of a broken amount', 'DATA_MALFORMED', { message: { ...message, amount: 0.5 } }],
    ['of an address that is none', 'DATA_MALFORMED', { message: { ...message, to: '0x12' } }],
    ['of bytes that are none', 'DATA_MALFORMED', { message: { ...message, data: '0x1' } }],
  ] as const) {
    it(when, () => refuses(() => renderTypedData(KNOWLEDGE, { ...withdrawal, ...(changed as object) }), code))
  }

  it('of a message that lacks a field', () => {
    const { to: _, ...rest } = message
    refuses(() => renderTypedData(KNOWLEDGE, { ...withdrawal, message: rest }), 'DATA_MALFORMED')
  })

  it('at an address that the contract has on another chain', () => {
    const elsewhere = { chainId: 1, contracts: { Settlement: ALICE, MoneyToken: BOB } }
    const descriptors = KNOWLEDGE.descriptors.map((one) =>
      one.context.$id === 'Settlement' ? withDeployments(one, elsewhere) : one,
    )
    refuses(() => renderCall({ ...KNOWLEDGE, descriptors }, { ...call, to: ALICE }), 'CONTRACT_UNKNOWN')
  })

  it('of flags without a word', () => {
    const unused = { ...order, flags: 1 << 15 }
    refuses(() => renderTypedData(KNOWLEDGE, orderTypedData(DOMAIN, unused)), 'VALUE_UNKNOWN')
  })

  it('of an amount in a token that the signer’s side does not know', () => {
    refuses(() => renderCall({ ...KNOWLEDGE, tokens: [] }, call), 'TOKEN_UNKNOWN')
    const elsewhere = KNOWLEDGE.tokens.map((token) => ({ ...token, chainId: 1 }))
    refuses(() => renderCall({ ...KNOWLEDGE, tokens: elsewhere }, call), 'TOKEN_UNKNOWN')
  })

  it('when two descriptors speak of one contract, or two formats of one function', () => {
    const twice = [...KNOWLEDGE.descriptors, ...KNOWLEDGE.descriptors]
    refuses(() => renderCall({ ...KNOWLEDGE, descriptors: twice }, call), 'AMBIGUOUS')
    const renamed = withFormat('collectFees(address receiver,uint64 amount)')
    refuses(() => renderCall(renamed, call), 'AMBIGUOUS')
  })

  it('by a descriptor that leaves a value out, or follows another schema', () => {
    const half = changeSettlement((text) =>
      text.replaceAll(
        /\{"path":"amount","label":"Amount"[^}]*\}\}\}/g,
        '{"path":"@.value","label":"Money","format":"amount"}',
      ),
    )
    refuses(() => renderCall(half, call), 'DESCRIPTOR_INVALID')
    refuses(
      () =>
        renderCall(
          changeSettlement((text) => text.replace('erc7730-v2', 'erc7730-v9')),
          call,
        ),
      'DESCRIPTOR_INVALID',
    )
  })

  it('by a descriptor whose map has no token of the chain', () => {
    const none = changeSettlement((text) => text.replace(`"${CHAIN_ID}":`, '"1":'))
    refuses(() => renderCall(none, call), 'DESCRIPTOR_INVALID')
  })

  it('of a call inside an action that nobody describes', () => {
    const action = { target: contract('Settlement'), data: settleCall(), nonce: 1n, deadline: DEADLINE }
    const domain = organisationDomain(CHAIN_ID, contract('Organisation'))
    const typedData = { domain, types: organisationActionTypes, primaryType: 'Action' }
    refuses(() => renderTypedData(KNOWLEDGE, { ...typedData, message: action }), 'FUNCTION_UNKNOWN')
    refuses(() => renderTypedData(KNOWLEDGE, { ...typedData, message: { ...action, target: BOB } }), 'CONTRACT_UNKNOWN')
  })

  it('of native money that a call hands on to one that takes none', () => {
    const args = [contract('Settlement'), collect] as const
    const data = encodeFunctionData({ abi: accessManagerAbi, functionName: 'execute', args })
    refuses(
      () => renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to: contract('AccessManager'), data, value: 1n }),
      'VALUE_HIDDEN',
    )
  })

  it('of calls too deep inside each other', () => {
    const nest = (data: Hex) => encodeFunctionData({ abi: accessManagerAbi, functionName: 'multicall', args: [[data]] })
    const inner = encodeFunctionData({ abi: accessManagerAbi, functionName: 'labelRole', args: [5n, 'COMPLIANCE'] })
    const to = contract('AccessManager')
    const deepest = nest(nest(nest(nest(inner))))
    assert.ok(renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to, data: deepest }).lines.length > 0)
    refuses(() => renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to, data: nest(deepest) }), 'TOO_DEEP')
  })
})

describe('the addresses of a deployment', () => {
  const contracts = { Settlement: contract('Settlement'), MoneyToken: contract('MoneyToken') }

  it('are filled in, of several chains one after the other', () => {
    const one = withDeployments(published('calldata-Settlement'), { chainId: 1, contracts })
    const two = withDeployments(one, { chainId: 2, contracts: { ...contracts, MoneyToken: ALICE } })
    const again = withDeployments(two, { chainId: 2, contracts: { ...contracts, MoneyToken: ALICE } })

    assert.ok('contract' in again.context)
    const address = contracts.Settlement
    assert.deepEqual(again.context.contract.deployments, [
      { chainId: 1, address },
      { chainId: 2, address },
    ])
    assert.deepEqual(again.metadata.maps?.moneyToken?.values, { 1: contracts.MoneyToken, 2: ALICE })
  })

  it('are missing for a contract that is not deployed, or without its money', () => {
    refuses(() => withDeployments(published('calldata-Brake'), { chainId: 1, contracts }), 'NOT_DEPLOYED')
    const { Settlement } = contracts
    refuses(
      () => withDeployments(published('calldata-Settlement'), { chainId: 1, contracts: { Settlement } }),
      'NOT_DEPLOYED',
    )
  })

  it('are those of the factory where contracts are made', () => {
    const OrganisationFactory = contract('OrganisationFactory')
    const filled = withDeployments(published('calldata-Organisation'), {
      chainId: 1,
      contracts: { OrganisationFactory },
    })
    assert.ok('contract' in filled.context)
    assert.deepEqual(filled.context.contract.factory?.deployments, [{ chainId: 1, address: OrganisationFactory }])
    assert.deepEqual(filled.context.contract.deployments, [])
  })
})

/** The lines as a console would print them. */
function told({ lines }: Rendered, indent = ''): string[] {
  return lines.flatMap(({ label, value, call }) => [
    `${indent}${label}: ${value}`,
    ...(call ? told(call, `${indent}> `) : []),
  ])
}

function refuses(act: () => unknown, code: string): void {
  assert.throws(act, { name: 'ClearSigningError', code: `CLEAR_SIGNING_${code}` })
}

function refundCall(tokenId: bigint): Hex {
  return encodeFunctionData({ abi: settlementAbi, functionName: 'refund', args: [tokenId] })
}

function settleCall(): Hex {
  return `${toFunctionSelector('settle(bytes)')}${'00'.repeat(31)}20${'00'.repeat(32)}`
}

function changeSettlement(change: (text: string) => string): Knowledge {
  const descriptors = KNOWLEDGE.descriptors.map((descriptor) => {
    if (descriptor.context.$id !== 'Settlement' || !('contract' in descriptor.context)) return descriptor
    const before = JSON.stringify(descriptor)
    const after = change(before)
    assert.notEqual(after, before)
    return JSON.parse(after) as Descriptor
  })
  return { ...KNOWLEDGE, descriptors }
}

function withFormat(key: string): Knowledge {
  const from = '"formats":{'
  const format = { intent: 'Take', fields: [] }
  return changeSettlement((text) => text.replace(from, `${from}${JSON.stringify(key)}:${JSON.stringify(format)},`))
}
