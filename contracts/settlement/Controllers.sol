// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BrakeDomain, IBrake} from "../access/interfaces/IBrake.sol";
import {IControllers, ProfileIdentity} from "./interfaces/IControllers.sol";
import {ICouponLedger, SeriesTerms} from "./interfaces/ICouponLedger.sol";
import {IssuerWord} from "./libraries/IssuerWord.sol";
import {ProfileWord} from "./libraries/ProfileWord.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {SettlementStorage} from "./SettlementStorage.sol";
import {SeriesFlags} from "./types/Status.sol";

/// @title Controllers
/// @notice The registries' doors to the hot words. The registry checks what it writes; here only what the core's own sums depend on.
abstract contract Controllers is IControllers, SettlementStorage {
    // -------------------------------------------------------------------------------------------------------------- controllers

    /// @inheritdoc IControllers
    function setProfile(address account, ProfileIdentity calldata identity) external restricted {
        ProfileWord word = _profiles[account];
        word = word.withLevel(identity.level).withState(identity.state).withSanctioned(identity.sanctioned);
        word = word.withKycExpiryDay(identity.kycExpiryDay).withJurisdiction(identity.jurisdiction);
        _profiles[account] = word.withAccredited(identity.accredited).withMarketMaker(identity.marketMaker);
        emit ProfileSet(account, identity);
    }

    /// @inheritdoc IControllers
    function setIssuer(address issuer, uint8 status, uint8 tier, uint8 rating, uint40 onboardedAt, uint64 quota) external restricted {
        IssuerWord word = _issuers[issuer].withStatus(status).withTier(tier).withRating(rating);
        _issuers[issuer] = word.withOnboardedAt(onboardedAt).withQuota(quota);
        emit ICouponLedger.IssuerWordSet(issuer, status, tier, rating, onboardedAt, quota);
    }

    /// @inheritdoc IControllers
    function openSeries(uint32 series, SeriesTerms calldata terms) external restricted {
        require(series != 0 && terms.issuer != address(0), ICouponLedger.Coupon_UnknownSeries(series));
        require(_seriesA[series].issuer() == address(0), ICouponLedger.Coupon_SeriesExists(series));
        IssuerWord issuer = _issuers[terms.issuer];
        uint256 needed = uint256(terms.face) * terms.supply;
        uint64 available = issuer.quota() > issuer.quotaUsed() ? issuer.quota() - issuer.quotaUsed() : 0;
        require(needed <= available, ICouponLedger.Coupon_QuotaExceeded(terms.issuer, available, _capped(needed)));

        SeriesWordA a = SeriesWordA.wrap(0).withIssuer(terms.issuer).withFace(terms.face).withExpiry(terms.expiry);
        // The series may have been braked as a draft: the brake alone writes its hint.
        _seriesA[series] = a.withFlags((terms.flags & ~SeriesFlags.BRAKE_HINT) | (_seriesA[series].flags() & SeriesFlags.BRAKE_HINT));
        SeriesWordB b = SeriesWordB.wrap(0).withSupply(terms.supply).withRefundWindow(terms.refundWindow);
        b = b.withResaleLimit(terms.resaleLimit).withIssuanceFeeBps(terms.issuanceFeeBps);
        // The cast holds for 30,000 years.
        _seriesB[series] = b.withReservePerUnit(terms.reservePerUnit).withApprovedAt(uint40(block.timestamp));
        emit ICouponLedger.SeriesOpened(series, terms);
        _setQuotaUsed(terms.issuer, issuer, issuer.quotaUsed() + uint64(needed));
    }

    /// @inheritdoc IControllers
    function closeSupply(uint32 series) external restricted {
        SeriesWordA a = _seriesA[series];
        SeriesWordB b = _seriesB[series];
        require(a.issuer() != address(0), ICouponLedger.Coupon_UnknownSeries(series));
        uint256 unsold = b.supply() - b.minted();
        _seriesB[series] = b.withSupply(b.minted());
        emit ICouponLedger.SupplyClosed(series, b.minted());
        IssuerWord issuer = _issuers[a.issuer()];
        // Fits: part of what was taken when the series opened.
        _setQuotaUsed(a.issuer(), issuer, issuer.quotaUsed() - uint64(a.face() * unsold));
    }

    /// @inheritdoc IControllers
    function setSeriesFlags(uint32 series, uint16 flags) external restricted {
        SeriesWordA a = _seriesA[series];
        require(a.issuer() != address(0), ICouponLedger.Coupon_UnknownSeries(series));
        // The brake alone writes its hint.
        flags = (flags & ~SeriesFlags.BRAKE_HINT) | (a.flags() & SeriesFlags.BRAKE_HINT);
        _seriesA[series] = a.withFlags(flags);
        emit ICouponLedger.SeriesFlagsSet(series, flags);
    }

    /// @inheritdoc IControllers
    function setBrakeHint(uint8 domain, uint256 key, bool on) external restricted {
        if (domain == BrakeDomain.ISSUER) {
            address issuer = address(uint160(key));
            _issuers[issuer] = _issuers[issuer].withBrakeHint(on);
        } else if (domain == BrakeDomain.SERIES) {
            SeriesWordA a = _seriesA[key];
            _seriesA[key] = a.withFlags(on ? a.flags() | SeriesFlags.BRAKE_HINT : a.flags() & ~SeriesFlags.BRAKE_HINT);
        } else if (domain == BrakeDomain.ALL) {
            _operator = _operator.withAllClear(!on);
        } else if (domain == BrakeDomain.PRODUCT) {
            if (key != PRODUCT) return; // Another product's.
            _operator = _operator.withProductClear(!on);
        } else {
            require(domain == BrakeDomain.ACCOUNT, IBrake.Brake_BadDomain(domain, key));
            address account = address(uint160(key));
            _profiles[account] = _profiles[account].withBrakeHint(on);
        }
        emit BrakeHintSet(domain, key, on);
    }

    // ------------------------------------------------------------------------------------------------------------------- admin

    /// @inheritdoc IControllers
    function setGate(address gate) external restricted {
        _gate = gate;
        emit GateSet(gate);
    }

    /// @inheritdoc IControllers
    function setTransferOperator(address operator, bool allowed) external restricted {
        _transferOperators[operator] = allowed;
        emit ICouponLedger.TransferOperatorSet(operator, allowed);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IControllers
    function profileOf(address account) external view returns (ProfileIdentity memory) {
        ProfileWord word = _profiles[account];
        return
            ProfileIdentity({
                level: word.level(),
                state: word.state(),
                sanctioned: word.isSanctioned(),
                kycExpiryDay: word.kycExpiryDay(),
                jurisdiction: word.jurisdiction(),
                accredited: word.isAccredited(),
                marketMaker: word.isMarketMaker()
            });
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _setQuotaUsed(address issuer, IssuerWord word, uint64 quotaUsed) private {
        _issuers[issuer] = word.withQuotaUsed(quotaUsed);
        emit ICouponLedger.QuotaUsed(issuer, quotaUsed);
    }

    function _capped(uint256 amount) private pure returns (uint64) {
        return amount < type(uint64).max ? uint64(amount) : type(uint64).max;
    }
}
