// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {Balances} from "./Balances.sol";
import {UnitTransfers} from "./UnitTransfers.sol";
import {ICouponLedger} from "./interfaces/ICouponLedger.sol";
import {IHeldMoney} from "./interfaces/IHeldMoney.sol";
import {HeldWord} from "./libraries/HeldWord.sol";
import {IssuerWord} from "./libraries/IssuerWord.sol";
import {FirstSale, SaleMath} from "./libraries/SaleMath.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {UnitStatus} from "./types/Status.sol";

/// @title Held money
/// @notice Pays what first sales put aside: back to the buyer, to the issuer, and what is left after the series' end.
/// @dev A day's word holds what its units can still ask for: before release the whole sale of each unit, after it the reserve of each.
/// Ending a unit takes exactly its part out, so the parts of the others are always there.
abstract contract HeldMoney is IHeldMoney, Balances, UnitTransfers {
    bytes32 private constant REFUND_TYPEHASH = keccak256(
        "Refund(address account,uint256 tokenId,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    uint256 private constant DAY = 1 days;
    uint256 private constant GRACE = 7 days;
    uint8 private constant REASON_CHANGED = 1;
    uint8 private constant REASON_WINDOW_OVER = 2;
    uint8 private constant REASON_EXPIRED = 3;

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @inheritdoc IHeldMoney
    function refund(uint256 tokenId) external {
        _refund(msg.sender, tokenId);
    }

    /// @inheritdoc IHeldMoney
    function refundBySig(uint256 tokenId, IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(REFUND_TYPEHASH, auth.account, tokenId, auth.nonce, auth.deadline, auth.gasLimit)));
        _refund(auth.account, tokenId);
    }

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc IHeldMoney
    function release(uint32 series, uint32 day) external {
        HeldWord held = _held[series][day];
        SeriesWordB terms = _seriesB[series];
        require(held.units() > 0, Held_NothingHeld(series, day));
        require(!held.isReleased(), Held_AlreadyReleased(series, day));
        uint256 lastRefund = (uint256(day) + 1) * DAY - 1 + terms.refundWindow();
        require(block.timestamp > lastRefund, Held_WindowOpen(lastRefund, block.timestamp));

        // Fits and never underflows: a first sale below the reserve is skipped by the batch.
        uint64 reserved = uint64(uint256(terms.reservePerUnit()) * held.units());
        uint64 toIssuer = held.gross() - held.issuanceFees() - reserved;
        uint64 fees = held.buyerFees() + held.issuanceFees();
        _held[series][day] = held.withGross(reserved).withBuyerFees(0).withIssuanceFees(0).withReleased(true);
        _credit(_seriesA[series].issuer(), toIssuer);
        _earn(fees);
        emit ProceedsReleased(series, day, toIssuer, fees, reserved);
    }

    /// @inheritdoc IHeldMoney
    function settleBreakage(uint32 series, uint32 day) external {
        HeldWord held = _held[series][day];
        SeriesWordA a = _seriesA[series];
        uint256 grace = uint256(a.expiry()) + GRACE;
        uint32 units = held.units();
        require(units > 0, Held_NothingHeld(series, day));
        require(held.isReleased(), Held_NotReleased(series, day));
        require(block.timestamp > grace, Held_GraceOpen(grace, block.timestamp));

        // A registry that reserved less than the share still gets its money out.
        uint256 share = SaleMath.breakageOf(a.face(), units);
        uint64 toPlatform = share < held.gross() ? uint64(share) : held.gross();
        uint64 toIssuer = held.gross() - toPlatform;
        _held[series][day] = held.withGross(0).withUnits(0);
        _countEnded(series, a, units);
        _credit(a.issuer(), toIssuer);
        _earn(toPlatform);
        emit BreakageSettled(series, day, units, toPlatform, toIssuer);
    }

    // -------------------------------------------------------------------------------------------------------------- controllers

    /// @inheritdoc IHeldMoney
    function redeem(uint256 tokenId, address merchant) external restricted {
        UnitWord unit = _liveUnit(tokenId);
        address owner = unit.owner();
        SeriesWordA a = _seriesA[_seriesIdOf(tokenId)];
        require(!unit.inMarket(), ICouponLedger.Coupon_InMarket(tokenId));
        _requireUnexpired(tokenId, a);
        _requireNotFrozen(owner);

        (FirstSale memory sale, bool isReleased) = _end(tokenId, unit, a, UnitStatus.REDEEMED);
        uint64 toIssuer = isReleased ? sale.price : sale.price - sale.issuanceFee;
        uint64 fees = sale.buyerFee + sale.issuanceFee;
        _credit(a.issuer(), toIssuer);
        _earn(fees);
        emit CouponRedeemed(tokenId, owner, merchant, toIssuer, fees);
    }

    /// @inheritdoc IHeldMoney
    function recall(uint256 tokenId) external restricted {
        UnitWord unit = _liveUnit(tokenId);
        SeriesWordA a = _seriesA[_seriesIdOf(tokenId)];
        _requireUnexpired(tokenId, a);

        (FirstSale memory sale, ) = _end(tokenId, unit, a, UnitStatus.RECALLED);
        uint64 paid = sale.price + sale.buyerFee;
        _credit(unit.owner(), paid);
        emit ICouponLedger.CouponRecalled(tokenId, unit.owner(), paid);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IHeldMoney
    function heldOf(
        uint32 series,
        uint32 day
    ) external view returns (uint64 gross, uint64 buyerFees, uint64 issuanceFees, uint32 units, bool released) {
        HeldWord held = _held[series][day];
        return (held.gross(), held.buyerFees(), held.issuanceFees(), held.units(), held.isReleased());
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _refund(address account, uint256 tokenId) private {
        UnitWord unit = _liveUnit(tokenId);
        uint32 series = _seriesIdOf(tokenId);
        SeriesWordA a = _seriesA[series];
        require(unit.owner() == account, ICouponLedger.Coupon_NotOwner(tokenId, account));
        require(!unit.inMarket(), ICouponLedger.Coupon_InMarket(tokenId));
        require(unit.changes() == 0, Held_NotRefundable(tokenId, REASON_CHANGED));
        uint256 lastRefund = uint256(unit.soldAt()) + _seriesB[series].refundWindow();
        require(block.timestamp <= lastRefund, Held_NotRefundable(tokenId, REASON_WINDOW_OVER));
        require(block.timestamp <= a.expiry(), Held_NotRefundable(tokenId, REASON_EXPIRED));

        // Not released yet: release waits for the last refund second of the day.
        (FirstSale memory sale, ) = _end(tokenId, unit, a, UnitStatus.REFUNDED);
        _credit(account, sale.price + sale.buyerFee);
        emit CouponRefunded(tokenId, account, sale.price, sale.buyerFee, sale.issuanceFee);
    }

    /// @dev Ends a unit and takes its part out of the day's money; the caller pays it out.
    /// @return part The whole first sale before release; after it the reserve as `price`, without fees.
    function _end(uint256 tokenId, UnitWord unit, SeriesWordA a, uint8 status) private returns (FirstSale memory part, bool isReleased) {
        uint32 series = _seriesIdOf(tokenId);
        uint256 day = unit.soldAt() / DAY;
        HeldWord held = _held[series][day];
        SeriesWordB terms = _seriesB[series];
        isReleased = held.isReleased();
        part = isReleased ? FirstSale(terms.reservePerUnit(), 0, 0) : SaleMath.firstSaleOf(unit, terms);
        held = held.withGross(held.gross() - part.price).withBuyerFees(held.buyerFees() - part.buyerFee);
        _held[series][day] = held.withIssuanceFees(held.issuanceFees() - part.issuanceFee).withUnits(held.units() - 1);

        _units[tokenId] = unit.withStatus(status).withInMarket(false);
        delete _unitApprovals[tokenId];
        _removeUnit(unit.owner());
        emit IERC721.Transfer(unit.owner(), address(0), tokenId);
        _countEnded(series, a, 1);
    }

    /// @dev Ended units are face value that the issuer no longer owes.
    function _countEnded(uint32 series, SeriesWordA a, uint32 units) private {
        SeriesWordB b = _seriesB[series];
        _seriesB[series] = b.withEnded(b.ended() + units);
        IssuerWord issuer = _issuers[a.issuer()];
        // Fits: the whole supply's face was taken from a 64-bit quota.
        uint64 quotaUsed = issuer.quotaUsed() - uint64(uint256(a.face()) * units);
        _issuers[a.issuer()] = issuer.withQuotaUsed(quotaUsed);
        emit ICouponLedger.QuotaUsed(a.issuer(), quotaUsed);
    }

    function _earn(uint64 amount) private {
        if (amount > 0) _operator = _operator.withAccrued(_operator.accrued() + amount);
    }
}
