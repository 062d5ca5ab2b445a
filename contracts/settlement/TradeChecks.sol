// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "./interfaces/IBatches.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {Batch, Taint} from "./libraries/Batch.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry} from "./libraries/OrderEntry.sol";
import {OrderHead} from "./libraries/OrderHead.sol";
import {SeriesEntry} from "./libraries/SeriesEntry.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {Trade} from "./libraries/Trade.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {Orders} from "./Orders.sol";
import {OrderFlags, UnitChoice} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";
import {UnitStatus} from "./types/Status.sol";

/// @title Trade checks
/// @notice Whether a trade may happen, seen against the running state of its batch: pair, rules, lanes, units, money. Changes nothing that lasts.
/// @dev An outcome is code 8 << 8 | info 8, as the two lie in the record; zero is a fill. Arithmetic is unchecked throughout: prices have 44
/// bits, rates 16 and units 7, and offsets lie inside the calldata.
abstract contract TradeChecks is Orders {
    uint256 internal constant SERIAL_BYTES = 4;

    uint256 private constant BUY_SIDE = 1 << 3;
    uint256 private constant SELL_SIDE = 2 << 3;
    uint256 private constant BOTH_SIDES = 3 << 3;
    uint256 private constant INFO_CAUSED = 1 << 5;

    /// @dev Code and info of a skip, or zero when the trade may happen after all.
    function _outcomeOf(Batch memory batch, Trade memory trade) internal view returns (uint256 outcome) {
        uint256 buyCode = trade.buy.code();
        uint256 sellCode = trade.sell.code();
        if (buyCode | sellCode != SkipCode.FILLED) {
            uint256 sides = (buyCode == 0 ? 0 : BUY_SIDE) | (sellCode == 0 ? 0 : SELL_SIDE);
            return _skip(buyCode == 0 ? sellCode : buyCode, sides);
        }
        outcome = _checkPair(trade);
        if (outcome == 0) outcome = _checkRules(batch, trade);
        if (outcome == 0) outcome = _checkLanes(trade);
        if (outcome == 0) outcome = trade.isPrimary ? _checkPrimary(trade) : _checkUnits(batch, trade);
        if (outcome == 0) outcome = _checkMoney(trade);
    }

    /// @dev No one order is to blame: a matcher paired what does not belong together.
    function _checkPair(Trade memory trade) private pure returns (uint256) {
        OrderHead buy = trade.buy.head();
        OrderHead sell = trade.sell.head();
        if (buy.isSell() == 1 || sell.isSell() == 0) return _skip(SkipCode.WRONG_SIDES, BOTH_SIDES);
        if (trade.buy.series() != trade.sell.series()) return _skip(SkipCode.SERIES_MISMATCH, BOTH_SIDES);
        if ((buy.flags() ^ sell.flags()) & OrderFlags.FINAL != 0) return _skip(SkipCode.MARKET_MISMATCH, BOTH_SIDES);
        if (trade.buy.account() == trade.sell.account()) return _skip(SkipCode.SELF_TRADE, BOTH_SIDES);
        return buy.price() < sell.price() ? _skip(SkipCode.PRICE_NOT_CROSSED, BOTH_SIDES) : SkipCode.FILLED;
    }

    function _checkRules(Batch memory batch, Trade memory trade) private pure returns (uint256) {
        (OrderEntry taker, uint256 takerSide) = trade.isSellerTaker ? (trade.sell, SELL_SIDE) : (trade.buy, BUY_SIDE);
        if (taker.head().flags() & OrderFlags.POST_ONLY != 0) return _skip(SkipCode.POST_ONLY_TAKER, takerSide);
        if (trade.buy.head().maxFeeBps() < trade.buyFeeBps) return _skip(SkipCode.FEE_ABOVE_CAP, BUY_SIDE);
        if (trade.sell.head().maxFeeBps() < trade.sellFeeBps) return _skip(SkipCode.FEE_ABOVE_CAP, SELL_SIDE);
        if (batch.openCaller == 0) return SkipCode.FILLED;
        return _checkOpen(batch.openCaller, trade.buy.head(), trade.sell.head(), taker, takerSide);
    }

    /// @dev Under the open rules both orders signed OPEN_SETTLE and the caller takes what rests.
    function _checkOpen(uint256 caller, OrderHead buy, OrderHead sell, OrderEntry taker, uint256 takerSide) private pure returns (uint256) {
        if (buy.flags() & OrderFlags.OPEN_SETTLE == 0) return _skip(SkipCode.NOT_OPEN_SETTLE, BUY_SIDE);
        if (sell.flags() & OrderFlags.OPEN_SETTLE == 0) return _skip(SkipCode.NOT_OPEN_SETTLE, SELL_SIDE);
        return taker.owner().id() == caller ? SkipCode.FILLED : _skip(SkipCode.NOT_OPEN_SETTLE, takerSide);
    }

    function _checkLanes(Trade memory trade) private pure returns (uint256) {
        uint256 buyCode = _laneCode(trade.buy, trade.units);
        if (buyCode != SkipCode.FILLED) return _skip(buyCode, BUY_SIDE);
        uint256 sellCode = _laneCode(trade.sell, trade.units);
        return sellCode == SkipCode.FILLED ? SkipCode.FILLED : _skip(sellCode, SELL_SIDE);
    }

    function _laneCode(OrderEntry order, uint256 units) private pure returns (uint256) {
        uint64 field = LaneField.read(MemoryTable.load(order.laneWord(), 0), order.laneShift());
        uint256 current = LaneField.seqOf(field);
        uint256 seq = order.head().seq();
        if (seq < current) return SkipCode.ORDER_REPLACED;
        unchecked {
            if (seq - current > LaneField.MAX_JUMP) return SkipCode.LANE_JUMP;
            uint256 filled = seq == current ? LaneField.filledOf(field) : 0;
            return filled + units > order.head().quantity() ? SkipCode.ORDER_FILLED : SkipCode.FILLED;
        }
    }

    function _checkPrimary(Trade memory trade) private pure returns (uint256) {
        SeriesEntry terms = trade.sell.terms();
        SeriesWordB b = terms.b();
        OrderHead buy = trade.buy.head();
        uint256 resalesLeft = terms.resaleLimit();
        unchecked {
            if (terms.a().issuer() != trade.sell.account()) return _skip(SkipCode.NOT_THE_ISSUER, SELL_SIDE);
            if (!terms.isIssuerActive()) return _skip(SkipCode.ISSUER_NOT_ACTIVE, SELL_SIDE);
            // The issuer's rate was fixed with the series; a cap lowered since stops the sale rather than change what a refund returns.
            if (terms.isFeeAboveCap()) return _skip(SkipCode.FEE_ABOVE_CAP, SELL_SIDE);
            if (b.minted() + trade.units > b.supply()) return _skip(SkipCode.SUPPLY_EXHAUSTED, SELL_SIDE);
            if (trade.proceeds < trade.units * b.reservePerUnit()) return _skip(SkipCode.PRIMARY_BELOW_RESERVE, SELL_SIDE);
            if (resalesLeft < buy.minResalesLeft()) return _skip(SkipCode.RESALES_LEFT, BUY_SIDE);
            bool isFinal = buy.flags() & OrderFlags.FINAL != 0;
            return (resalesLeft == 0) == isFinal ? SkipCode.FILLED : _skip(SkipCode.WRONG_MARKET, BOTH_SIDES);
        }
    }

    /// @dev Serials ascend strictly: oldest first, and no unit twice.
    function _checkUnits(Batch memory batch, Trade memory trade) private view returns (uint256 outcome) {
        unchecked {
            uint256 cursor = trade.serialsAt;
            uint256 end = cursor + trade.units * SERIAL_BYTES;
            uint256 firstToken = trade.sell.series() << 32;
            uint256 previous = 0;
            for (; cursor < end && outcome == 0; cursor += SERIAL_BYTES) {
                uint256 serial = _calldataWord(cursor) >> 224;
                if (serial <= previous) revert IBatches.Settlement_Malformed(cursor - batch.start);
                previous = serial;
                outcome = _checkUnit(trade, firstToken | serial);
            }
        }
    }

    function _checkUnit(Trade memory trade, uint256 tokenId) private view returns (uint256) {
        UnitWord unit = _units[tokenId];
        OrderEntry sell = trade.sell;
        uint256 flags = sell.head().flags();
        uint256 choice = (flags >> OrderFlags.CHOICE_SHIFT) & 3;
        uint256 changes = unit.changes();
        uint256 limit = sell.terms().resaleLimit();
        if (!unit.isTradableBy(sell.account())) return _skip(_obstacleCode(unit, sell.account()), SELL_SIDE);
        if (changes >= limit) return _skip(SkipCode.RESALE_LIMIT, SELL_SIDE);
        unchecked {
            uint256 resalesLeft = limit - changes - 1;
            if (choice != UnitChoice.ANY && (choice == UnitChoice.NAMED ? tokenId != sell.unitId() : changes == 0)) {
                return _skip(SkipCode.WRONG_UNIT, SELL_SIDE);
            }
            bool isFinal = flags & OrderFlags.FINAL != 0;
            if ((resalesLeft == 0) != isFinal) return _skip(SkipCode.WRONG_MARKET, SELL_SIDE);
            return resalesLeft < trade.buy.head().minResalesLeft() ? _skip(SkipCode.RESALES_LEFT, SELL_SIDE) : SkipCode.FILLED;
        }
    }

    function _obstacleCode(UnitWord unit, address seller) private pure returns (uint256) {
        if (unit.status() != UnitStatus.ACTIVE) return SkipCode.UNIT_ENDED;
        return unit.owner() != seller ? SkipCode.UNIT_NOT_OWNED : SkipCode.UNIT_NOT_IN_MARKET;
    }

    function _checkMoney(Trade memory trade) private pure returns (uint256) {
        AccountWord buyer = trade.buy.owner().word();
        AccountWord seller = trade.sell.owner().word();
        unchecked {
            if (buyer.cash() < trade.cost) return _skip(SkipCode.INSUFFICIENT_CASH, BUY_SIDE);
            if (buyer.units() + trade.units > type(uint32).max) return _skip(SkipCode.BALANCE_OVERFLOW, BUY_SIDE);
            // What a primary sale brings is held, not credited.
            bool isOverflow = seller.cash() + trade.proceeds > type(uint64).max && !trade.isPrimary;
            return isOverflow ? _skip(SkipCode.BALANCE_OVERFLOW, SELL_SIDE) : SkipCode.FILLED;
        }
    }

    function _skip(uint256 code, uint256 sides) private pure returns (uint256) {
        return (code << 8) | sides;
    }

    /// @dev A seller skipped before lacks the cash, a buyer skipped before the units, and a lane skipped before may lack a step.
    function _causeOf(uint256 outcome, OrderEntry buy, OrderEntry sell) internal pure returns (uint256) {
        uint256 code = outcome >> 8;
        uint256 taint = (outcome & BUY_SIDE != 0 ? buy : sell).owner().taint();
        bool isCaused =
            (code == SkipCode.INSUFFICIENT_CASH && taint & Taint.MISSED_CASH != 0) ||
                (code == SkipCode.UNIT_NOT_OWNED && taint & Taint.MISSED_UNITS != 0) ||
                (code == SkipCode.LANE_JUMP && taint != 0);
        return isCaused ? INFO_CAUSED : 0;
    }
}
