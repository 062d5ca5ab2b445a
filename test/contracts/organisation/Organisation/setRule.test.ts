import { expect } from 'chai'
import { loadFixture } from '../../deployment.ts'
import { deployOrganisation, NO_AMOUNT, WITHOUT_END } from '../fixture.ts'

const band = (upTo: bigint, approvals: bigint, owners: bigint) => ({ upTo, approvals, owners })
const BAD = {
  'a last band that ends': [[band(1n, 1n, 0n)], 0n],
  'bands that do not ascend': [[band(5n, 1n, 0n), band(5n, 1n, 0n), band(WITHOUT_END, 1n, 0n)], 1n],
  'fewer approvals for more': [[band(5n, 2n, 0n), band(WITHOUT_END, 1n, 0n)], 1n],
  'fewer owners for more': [[band(5n, 2n, 1n), band(WITHOUT_END, 2n, 0n)], 1n],
  'more owners than signatures': [[band(WITHOUT_END, 1n, 2n)], 0n],
  'more approvals than an action carries': [[band(WITHOUT_END, 17n, 0n)], 0n],
  'nine bands': [Array.from({ length: 9 }, (_, i) => band(i < 8 ? BigInt(i) : WITHOUT_END, 1n, 0n)), 9n],
} as const

/**
 * setRule
 * ├── when anyone but the organisation calls: Organisation_NotSelf
 * ├── when an admin and approvers ask: Organisation_NotEnough
 * ├── when the bands do not fit together: Organisation_BadBands
 * ├── given no bands: the call has no rule any more
 * └── otherwise: it replaces the rule and tells it
 */
describe('Organisation: setRule', () => {
  it('reverts for anyone but the organisation', async () => {
    const { organisation, money, selector } = await loadFixture(deployOrganisation)
    await expect(organisation.setRule(money, selector, 1n, [])).to.be.revertedWithCustomError(
      organisation,
      'Organisation_NotSelf',
    )
  })

  it('is the owners’ alone', async () => {
    const { organisation, money, selector, execute, manage, ann, admin, eva, fay } =
      await loadFixture(deployOrganisation)
    await expect(
      execute(manage('setRule', [money.target, selector, 1n, []]), [ann, admin, eva, fay]),
    ).to.be.revertedWithCustomError(organisation, 'Organisation_NotEnough')
  })

  for (const [name, [bands, index]] of Object.entries(BAD)) {
    it(`reverts for ${name}`, async () => {
      const { organisation, money, selector, execute, manage, ann, ben } = await loadFixture(deployOrganisation)
      await expect(execute(manage('setRule', [money.target, selector, 1n, bands]), [ann, ben]))
        .to.be.revertedWithCustomError(organisation, 'Organisation_BadBands')
        .withArgs(index)
    })
  }

  it('replaces the rule, and takes it away', async () => {
    const { organisation, money, selector, execute, manage, ann, ben } = await loadFixture(deployOrganisation)
    const bands = [band(7n, 1n, 0n), band(WITHOUT_END, 2n, 2n)]
    const words = bands.map((one) => Object.values(one))
    const ruleWords = async () => {
      const rule = await organisation.ruleOf(money, selector)
      return [rule.amountAt, rule.bands.map((one) => Object.values(one))]
    }
    await expect(execute(manage('setRule', [money.target, selector, NO_AMOUNT, bands]), [ann, ben]))
      .to.emit(organisation, 'RuleSet')
      .withArgs(money.target, selector, NO_AMOUNT, words)
    expect(await ruleWords()).to.deep.equal([NO_AMOUNT, words])
    await execute(manage('setRule', [money.target, selector, 0n, []]), [ann, ben])
    expect(await ruleWords()).to.deep.equal([0n, []])
  })
})
