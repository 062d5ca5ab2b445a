import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Address } from 'viem'
import type { Descriptor, Field } from '../../../../sdk/src/clear-signing/descriptor.ts'
import { flatten, valuesAt } from '../../../../sdk/src/clear-signing/paths.ts'
import { type Rendered, renderCall, renderTypedData } from '../../../../sdk/src/clear-signing/render.ts'
import { fieldsOf } from '../../../../sdk/src/clear-signing/schema.ts'
import { argumentsOf, encodeCall } from './support/arbitrary-arguments.ts'
import { CHAIN_ID, KNOWLEDGE } from './support/known-descriptors.ts'

const RUNS = process.env.LONG === '1' ? 300 : 15
const calls = KNOWLEDGE.descriptors.filter(({ context }) => 'contract' in context)
const typedData = KNOWLEDGE.descriptors.filter(({ context }) => 'eip712' in context)

/** What stands behind an amount: its field, its decimals and its unit. */
const DECIMALS: Readonly<Record<string, readonly [decimals: number, unit: string]>> = {
  tokenAmount: [6, 'USDC'],
  amount: [18, 'ETH'],
}

describe('whatever a person signs', () => {
  for (const descriptor of calls) {
    for (const key of Object.keys(descriptor.display.formats)) {
      it(`is shown with its amounts: ${descriptor.context.$id}.${key.split('(')[0]}`, () => {
        fc.assert(
          fc.property(argumentsOf(descriptor, key), fc.bigInt({ min: 0n, max: 2n ** 96n }), (values, wei) => {
            const value = isPayable(descriptor, key) ? wei : 0n
            const to = addressOf(descriptor)
            const rendered = renderCall(KNOWLEDGE, { chainId: CHAIN_ID, to, data: encodeCall(key, values), value })
            checkAmounts(descriptor, key, values, rendered)
          }),
          { numRuns: RUNS },
        )
      })
    }
  }

  for (const descriptor of typedData) {
    for (const key of Object.keys(descriptor.display.formats)) {
      it(`is shown with its amounts: ${descriptor.metadata.contractName}, ${key.split('(')[0]}`, () => {
        fc.assert(
          fc.property(argumentsOf(descriptor, key), (values) => {
            const rendered = renderTypedData(KNOWLEDGE, typed(descriptor, key, values))
            checkAmounts(descriptor, key, values, rendered)
          }),
          { numRuns: RUNS },
        )
      })
    }
  }

  it('has a label of its own for everything', () => {
    for (const { display } of KNOWLEDGE.descriptors) {
      for (const [key, { fields }] of Object.entries(display.formats)) {
        const labels = flatten(fields).flatMap(({ label, visible }) => (visible === 'never' ? [] : label))
        assert.equal(new Set(labels).size, labels.length, key)
      }
    }
  })
})

/** Every amount stands in the lines exactly, with its unit, and every field that is not hidden has a line. */
function checkAmounts(descriptor: Descriptor, key: string, values: object, { lines, intent }: Rendered): void {
  const format = descriptor.display.formats[key]
  assert.ok(format)
  assert.equal(intent, format.intent)
  for (const field of flatten(format.fields)) {
    if (field.visible === 'never' || field.path === '@.value') continue
    const isEmptyList = field.path.includes('.[].') && valuesAt(values, field.path).length === 0
    const shown = lines.filter(({ label }) => label === field.label).map(({ value }) => value)
    if (!isEmptyList) assert.ok(shown.length > 0, `${field.label} is not shown`)
    const unit = unitOf(field)
    if (unit)
      assert.deepEqual(
        shown,
        valuesAt(values, field.path).map((value) => decimal(value as bigint, unit)),
      )
  }
}

function unitOf({ format = 'raw', params = {} }: Field) {
  return format === 'unit' ? ([params.decimals ?? 0, params.base ?? ''] as const) : DECIMALS[format]
}

/** By string, as a person would move the point. */
function decimal(value: bigint, [decimals, unit]: readonly [number, string]): string {
  const digits = value.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${whole}${fraction && `.${fraction}`} ${unit}`
}

function isPayable(descriptor: Descriptor, key: string): boolean {
  const fields = descriptor.display.formats[key]?.fields ?? []
  // What `execute` of the access manager hands on would go to a call that takes no money.
  return fields.some(({ path }) => path === '@.value') && !flatten(fields).some(({ params }) => params?.amountPath)
}

function typed(descriptor: Descriptor, key: string, message: object) {
  const { context } = descriptor
  const domain = 'eip712' in context ? context.eip712.domain : undefined
  const name = key.slice(0, key.indexOf('('))
  const types = { [name]: fieldsOf(key).map((field) => ({ name: field.name ?? '', type: field.type })) }
  const bound = { ...domain, chainId: CHAIN_ID, verifyingContract: addressOf(descriptor) }
  return { domain: bound, types, primaryType: name, message }
}

function addressOf({ context }: Descriptor): Address {
  const [place] = 'contract' in context ? context.contract.deployments : context.eip712.deployments
  if (!place) throw new Error(`${context.$id} is not deployed`)
  return place.address
}
