import { expect } from 'chai'
import { hashOf, loadFixture, time } from '../../deployment.ts'
import { DAY, deployCoupons, deployIssuer, FACE, ISSUE_PRICE } from '../fixture.ts'

/**
 * createSeries, createSeriesBySig
 * ├── given an issuer that is not active
 * │   └── it reverts Series_IssuerNotActive
 * ├── when a field of the draft is unsound
 * │   └── it reverts with the error of that field
 * ├── when the face value of all units exceeds the remaining quota
 * │   └── it reverts Series_QuotaExceeded, by one unit and by 2^80 alike
 * ├── when the signature is another's or covers another draft
 * │   └── it reverts Intents_BadSignature
 * └── otherwise
 *     ├── it stores the draft, the fee of the day and the reserve, takes no quota and opens nothing
 *     ├── it reserves at least a tenth of the face value, rounded up
 *     ├── it costs the same for 1 unit and for 100,000
 *     └── it takes a signed draft, alone and in a batch
 */
describe('SeriesRegistry: createSeries', () => {
  it('reverts for a stranger', async () => {
    const { seriesRegistry, stranger, draftOf } = await loadFixture(deployIssuer)
    await expect(seriesRegistry.connect(stranger).createSeries(await draftOf()))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_IssuerNotActive')
      .withArgs(stranger.address)
  })

  it('reverts for an applicant', async () => {
    const { issuerRegistry, seriesRegistry, issuer, draftOf, hashes } = await loadFixture(deployCoupons)
    await issuerRegistry.connect(issuer).applyAsIssuer(...hashes)
    await expect(seriesRegistry.connect(issuer).createSeries(await draftOf())).to.be.revertedWithCustomError(
      seriesRegistry,
      'Series_IssuerNotActive',
    )
  })

  it('reverts for a suspended issuer', async () => {
    const { issuerRegistry, seriesRegistry, issuer, compliance, draftOf } = await loadFixture(deployIssuer)
    await issuerRegistry.connect(compliance).suspend(issuer, hashOf('reason'))
    await expect(seriesRegistry.connect(issuer).createSeries(await draftOf())).to.be.revertedWithCustomError(
      seriesRegistry,
      'Series_IssuerNotActive',
    )
  })

  const maxPrice = (1n << 44n) - 1n
  // Gold's 1.2 % of the first month: 50.00 - 0.60.
  const highest = 49_400_000n
  for (const [what, changes, error, args] of [
    ['face 0', { face: 0n }, 'Series_ZeroFace', []],
    ['a face wider than a price', { face: maxPrice + 1n }, 'Series_FaceTooHigh', [maxPrice + 1n, maxPrice]],
    ['supply 0', { supply: 0n }, 'Series_ZeroSupply', []],
    ['issue price 0', { issuePrice: 0n }, 'Series_BadPrice', [0n, highest]],
    [
      'a net price that no sale at face leaves',
      { issuePrice: highest + 1n },
      'Series_BadPrice',
      [highest + 1n, highest],
    ],
    [
      'a window above 30 days',
      { refundWindow: 30n * DAY + 1n },
      'Series_RefundWindowTooLong',
      [30n * DAY + 1n, 30n * DAY],
    ],
    ['terms 0', { termsHash: `0x${'00'.repeat(32)}` }, 'Series_EmptyTerms', []],
    ['a text of 257 bytes', { metadataUri: 'a'.repeat(257) }, 'Series_UriTooLong', [257n, 256n]],
  ] as const) {
    it(`reverts for ${what}`, async () => {
      const { seriesRegistry, issuer, draftOf } = await loadFixture(deployIssuer)
      await expect(seriesRegistry.connect(issuer).createSeries(await draftOf(changes)))
        .to.be.revertedWithCustomError(seriesRegistry, error)
        .withArgs(...args)
    })
  }

  it('reverts for an expiry that has passed', async () => {
    const { seriesRegistry, issuer, draftOf } = await loadFixture(deployIssuer)
    const now = BigInt(await time.latest()) + 10n
    const draft = await draftOf({ expiry: now })
    await time.setNextBlockTimestamp(now)
    await expect(seriesRegistry.connect(issuer).createSeries(draft))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_ExpiryPassed')
      .withArgs(now, now)
  })

  it('reverts for utility beyond 365 days, takes security', async () => {
    const { seriesRegistry, issuer, draftOf } = await loadFixture(deployIssuer)
    const now = BigInt(await time.latest()) + 10n
    const draft = await draftOf({ expiry: now + 365n * DAY + 1n })
    await time.setNextBlockTimestamp(now)
    await expect(seriesRegistry.connect(issuer).createSeries(draft))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_ExpiryTooFar')
      .withArgs(now + 365n * DAY + 1n, now + 365n * DAY)
    await seriesRegistry.connect(issuer).createSeries({ ...draft, security: true })
    expect(await seriesRegistry.seriesCount()).to.equal(1n)
  })

  it('reverts for one unit above the quota', async () => {
    const { seriesRegistry, issuer, draftOf } = await loadFixture(deployIssuer)
    await expect(seriesRegistry.connect(issuer).createSeries(await draftOf({ supply: 2_001n })))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_QuotaExceeded')
      .withArgs(100_000_000_000n, 100_050_000_000n)
  })

  it('reverts for a face value wider than the quota field', async () => {
    const { seriesRegistry, issuer, draftOf } = await loadFixture(deployIssuer)
    const supply = (1n << 32n) - 1n
    await expect(seriesRegistry.connect(issuer).createSeries(await draftOf({ face: maxPrice, supply })))
      .to.be.revertedWithCustomError(seriesRegistry, 'Series_QuotaExceeded')
      .withArgs(100_000_000_000n, maxPrice * supply)
  })

  it('reverts for a signature over another draft', async () => {
    const { seriesRegistry, issuer, draftOf, authOf } = await loadFixture(deployIssuer)
    const draft = await draftOf()
    const auth = await authOf(issuer, 'CreateSeries', draft)
    for (const changes of [{ transferable: false }, { metadataUri: 'ipfs://other' }, { issuePrice: 1n }]) {
      await expect(seriesRegistry.createSeriesBySig({ ...draft, ...changes }, auth)).to.be.revertedWithCustomError(
        seriesRegistry,
        'Intents_BadSignature',
      )
    }
  })

  it('stores the draft, takes no quota and opens nothing', async () => {
    const { seriesRegistry, settlement, issuer, draftOf } = await loadFixture(deployIssuer)
    const draft = await draftOf()
    const fields = Object.values(draft)
    await expect(seriesRegistry.connect(issuer).createSeries(draft))
      .to.emit(seriesRegistry, 'SeriesCreated')
      .withArgs(1n, issuer.address, fields, 120n, ISSUE_PRICE)
    expect(await seriesRegistry.seriesOf(1n)).to.deep.equal([1n, issuer.address, fields, 120n, ISSUE_PRICE])
    expect(await seriesRegistry.tokenUri(1n)).to.equal('ipfs://coupon')
    expect((await settlement.issuerOf(issuer)).quotaUsed).to.equal(0n)
    expect((await settlement.seriesOf(1n)).terms.issuer).to.equal('0x0000000000000000000000000000000000000000')
  })

  for (const [face, issuePrice, reserve] of [
    [FACE, 1n, 5_000_000n],
    [9n, 1n, 1n],
    [11n, 1n, 2n],
    [FACE, 5_000_001n, 5_000_001n],
  ] as const) {
    it(`reserves ${reserve} for face ${face} and issue price ${issuePrice}`, async () => {
      const { seriesRegistry, createDraft } = await loadFixture(deployIssuer)
      const series = await createDraft({ face, issuePrice })
      expect((await seriesRegistry.seriesOf(series)).reservePerUnit).to.equal(reserve)
    })
  }

  it('costs the same for 1 unit and for 100,000', async () => {
    const { seriesRegistry, issuerRegistry, issuer, compliance, draftOf } = await loadFixture(deployIssuer)
    await issuerRegistry.connect(compliance).rate(issuer, 4n)
    const registry = seriesRegistry.connect(issuer)
    await registry.createSeries(await draftOf())
    const gas: bigint[] = []
    for (const supply of [1n, 100_000n]) {
      const sent = await registry.createSeries(await draftOf({ supply }))
      gas.push((await sent.wait())?.gasUsed ?? 0n)
    }
    const [one = 0n, many = 0n] = gas
    // Two more non-zero bytes of calldata and nothing else.
    expect(many - one).to.be.lessThan(100n)
  })

  it('takes a signed draft, alone and in a batch', async () => {
    const { seriesRegistry, issuer, draftOf, authOf } = await loadFixture(deployIssuer)
    const draft = await draftOf()
    await seriesRegistry.createSeriesBySig(draft, await authOf(issuer, 'CreateSeries', draft))
    const auth = await authOf(issuer, 'CreateSeries', draft)
    const item = seriesRegistry.interface.encodeFunctionData('createSeriesBySig', [draft, auth])
    await expect(seriesRegistry.executeIntents([item])).to.emit(seriesRegistry, 'IntentExecuted')
    expect(await seriesRegistry.seriesCount()).to.equal(2n)
  })
})
