import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type Abi, toFunctionSelector } from 'viem'
import { MARKET_FUNCTION_ROLES, SHARED_FUNCTION_ROLES } from '../../../../ignition/roles.ts'
import { ABIS_WITHOUT, CALLS, TYPES } from '../../../../scripts/generate/descriptor-files.ts'
import { faultsOfCalls, faultsOfTypes } from '../../../../sdk/src/clear-signing/check-descriptor.ts'
import type { Descriptor, DisplayFormat, Field } from '../../../../sdk/src/clear-signing/descriptor.ts'
import { functionOf, type TypedDataFields, typeKey } from '../../../../sdk/src/clear-signing/schema.ts'
import { INTENTS } from '../../../../sdk/src/typed-data/intents.ts'
import { DESCRIPTORS, published } from './support/known-descriptors.ts'

const SDK = join(import.meta.dirname, '../../../../sdk/src')
const FEWEST_FUNCTIONS = 140
const FEWEST_TYPES = 35

const abis = await load<Abi>('abi/*.gen.ts', /Abi$/)
const typeSets = await load<TypedDataFields>('typed-data/*.ts', /Types$/)

describe('the ERC-7730 descriptors', () => {
  for (const [name, words] of Object.entries(CALLS)) {
    it(`show every call of ${words.contract} that people make, whole`, () => {
      const expected = { abi: abiOf(name), notForPeople: Object.keys(words.notForPeople ?? {}) }
      assert.deepEqual(faultsOfCalls(published(`calldata-${words.contract}`), expected), [])
    })
  }
  for (const [name, { types }] of Object.entries(TYPES)) {
    it(`show everything that is signed for ${name}, whole`, () => {
      assert.deepEqual(faultsOfTypes(published(`eip712-${name}`), types), [])
    })
  }

  it('are there for every ABI of the SDK, or a reason is', () => {
    const covered = [...Object.keys(CALLS), ...Object.keys(ABIS_WITHOUT)]
    assert.deepEqual(covered.map((name) => `${name}Abi`).toSorted(), [...abis.keys()].toSorted())
    for (const reason of Object.values(ABIS_WITHOUT)) assert.match(reason, /^\S.{30,}\.$/)
  })

  it('are there for every struct that the SDK can sign', () => {
    const keys = [...typeSets.values()].flatMap((types) => Object.keys(types).map((name) => typeKey(name, types)))
    const intents = Object.entries(INTENTS).map(([name, { fields }]) => typeKey(name, { [name]: fields }))
    const shown = filesOf('eip712').flatMap(({ display }) => Object.keys(display.formats))
    assert.deepEqual(shown.toSorted(), [...keys, ...intents].toSorted())
    assert.ok(shown.length >= FEWEST_TYPES)
  })

  it('are there for every function that a role of people may call', () => {
    const roles = [...SHARED_FUNCTION_ROLES, ...MARKET_FUNCTION_ROLES]
    const ofServices = ['controller', 'marketWatch']
    for (const { contract, role, signatures } of roles) {
      const shown = Object.keys(published(`calldata-${contract}`).display.formats).map(selectorOf)
      for (const signature of signatures) {
        const isShown = shown.includes(toFunctionSelector(`function ${signature}`))
        assert.equal(isShown, !ofServices.includes(role), `${contract}.${signature} of ${role}`)
      }
    }
  })

  it('say why a function is for nobody', () => {
    const reasons = Object.values(CALLS).flatMap(({ notForPeople = {} }) => Object.values(notForPeople))
    for (const reason of reasons) assert.match(reason, /^\S.{30,}\.$/)
    const shown = filesOf('calldata').flatMap(({ display }) => Object.keys(display.formats))
    assert.ok(shown.length >= FEWEST_FUNCTIONS, `${shown.length} functions are shown`)
  })

  it('name no contract before a deployment does', () => {
    for (const { context } of DESCRIPTORS.values()) {
      const { deployments } = 'contract' in context ? context.contract : context.eip712
      assert.deepEqual(deployments, [])
    }
  })
})

describe('the check of a descriptor', () => {
  const settlement = { abi: abiOf('settlement'), notForPeople: Object.keys(CALLS.settlement?.notForPeople ?? {}) }
  const key = Object.keys(published('calldata-Settlement').display.formats).find((one) =>
    one.startsWith('withdrawToBySig('),
  )

  for (const [what, change, fault] of [
    ['a field that was removed', without('amount'), 'amount is not shown'],
    ['a field that was renamed', changed('amount', { path: 'amounts' }), 'amounts leads nowhere'],
    [
      'a format of another type',
      changed('amount', { format: 'addressName' }),
      'amount is uint64, which addressName does not show',
    ],
    ['an unknown format', changed('amount', { format: 'tokenTicker' as never }), 'amount has an unknown format'],
    ['an amount without a token', changed('amount', { params: {} }), 'amount has no token'],
    ['a date without an encoding', changed('auth.deadline', { params: {} }), 'auth.deadline has no encoding'],
    ['a field without a label', changed('to', { label: '' }), 'to has no label'],
    ['a hidden amount', changed('amount', { visible: 'never', $id: 'signature' }), 'amount is hidden'],
    ['a signature hidden without a reason', changed('auth.signature', { $id: 'because' }), 'auth.signature is hidden'],
    [
      'a field shown under a condition',
      changed('to', { visible: { ifNotIn: [] } as never }),
      'to is shown under a condition',
    ],
    ['no intent', (format: DisplayFormat) => ({ ...format, intent: '' }), 'it says no intent'],
  ] as const) {
    it(`finds ${what}`, () => {
      const faults = faultsOfCalls(mutate('calldata-Settlement', String(key), change), settlement)
      assert.ok(faults.includes(`${key}: ${fault}`), faults.join('\n'))
    })
  }

  it('finds a function without a format', () => {
    const { [String(key)]: _, ...formats } = published('calldata-Settlement').display.formats
    const faults = faultsOfCalls({ ...published('calldata-Settlement'), display: { formats } }, settlement)
    assert.deepEqual(faults, [`${key} is missing`])
  })

  it('finds a format whose function has other types', () => {
    const text = JSON.stringify(published('calldata-Settlement')).replaceAll(
      'uint64 amount,bytes data',
      'uint128 amount,bytes data',
    )
    const faults = faultsOfCalls(JSON.parse(text), settlement)
    assert.ok(faults.includes(`${key} is missing`))
    assert.ok(faults.includes(`${key?.replace('uint64 amount', 'uint128 amount')} is not there`))
  })

  it('finds a function that is excepted and gone', () => {
    const faults = faultsOfCalls(published('calldata-Settlement'), {
      ...settlement,
      notForPeople: [...settlement.notForPeople, 'gone'],
    })
    assert.deepEqual(faults, ['gone is excepted and not in the ABI'])
  })

  it('finds money that goes along unseen', () => {
    const key = 'deposit()'
    const paymaster = mutate('calldata-SponsorPaymaster', key, (format) => ({ ...format, fields: [] }))
    const notForPeople = Object.keys(CALLS.sponsorPaymaster?.notForPeople ?? {})
    const faults = faultsOfCalls(paymaster, { abi: abiOf('sponsorPaymaster'), notForPeople })
    assert.deepEqual(faults, [`${key}: it hides the money that goes along`])
  })

  it('finds a byte of the flags that no word is for', () => {
    const types = TYPES.Settlement?.types ?? {}
    const order = typeKey('Order', types)
    const mutated = mutate('eip712-Settlement', order, without('flags.[-2:-1]'))
    assert.deepEqual(faultsOfTypes(mutated, types), [`${order}: flags is not shown`])
  })

  it('finds words that are gone', () => {
    const types = TYPES.Settlement?.types ?? {}
    const { metadata } = published('eip712-Settlement')
    const faults = faultsOfTypes({ ...published('eip712-Settlement'), metadata: { ...metadata, enums: {} } }, types)
    assert.ok(faults.includes(`${typeKey('Order', types)}: flags.[-1:] has no words`), faults.join('\n'))
  })
})

function abiOf(name: string): Abi {
  return abis.get(`${name}Abi`) ?? []
}

function filesOf(kind: 'calldata' | 'eip712'): Descriptor[] {
  return [...DESCRIPTORS].flatMap(([file, descriptor]) => (file.startsWith(`${kind}-`) ? [descriptor] : []))
}

function selectorOf(key: string): string {
  return toFunctionSelector(functionOf(key))
}

function mutate(file: string, key: string, change: (format: DisplayFormat) => DisplayFormat): Descriptor {
  const descriptor = published(file)
  const format = descriptor.display.formats[key]
  if (!format) throw new Error(`no ${key}`)
  return { ...descriptor, display: { formats: { ...descriptor.display.formats, [key]: change(format) } } }
}

function without(path: string) {
  return (format: DisplayFormat) => ({ ...format, fields: format.fields.filter((field) => field.path !== path) })
}

function changed(path: string, change: Partial<Field>) {
  return (format: DisplayFormat): DisplayFormat => {
    const fields = format.fields.map((field) => (field.path === path ? { ...field, ...change } : field))
    return { ...format, fields }
  }
}

/** Exports of the SDK's modules whose name matches. */
async function load<T>(files: string, name: RegExp): Promise<Map<string, T>> {
  const modules = await Promise.all(globSync(files, { cwd: SDK }).map((file) => import(join(SDK, file))))
  const exported = modules.flatMap((module: Record<string, unknown>) => Object.entries(module))
  return new Map(exported.filter(([key]) => name.test(key)) as [string, T][])
}
