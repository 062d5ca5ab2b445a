// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "./interfaces/IBatches.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {Batch, Taint} from "./libraries/Batch.sol";
import {Bits} from "./libraries/Bits.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry} from "./libraries/OrderEntry.sol";
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

    /// @dev One way out of each check: the compiler inlines functions without early returns, and this path runs once per trade.
    function _check(Batch memory batch, Trade memory trade) internal view returns (uint256 outcome) {
        uint256 buyCode = trade.buy.code();
        uint256 sellCode = trade.sell.code();
        if (buyCode | sellCode != SkipCode.FILLED) {
            uint256 sides = (buyCode == 0 ? 0 : BUY_SIDE) | (sellCode == 0 ? 0 : SELL_SIDE);
            outcome = _skip(buyCode == 0 ? sellCode : buyCode, sides);
        } else {
            outcome = _checkPair(trade);
            if (outcome == 0) outcome = _checkRules(batch, trade);
            if (outcome == 0) outcome = _checkLanes(trade);
            if (outcome == 0) outcome = trade.isPrimary ? _checkPrimary(trade) : _checkUnits(batch, trade);
            if (outcome == 0) outcome = _checkMoney(trade);
        }
    }

    /// @dev No one order is to blame: a matcher paired what does not belong together.
    function _checkPair(Trade memory trade) private pure returns (uint256 outcome) {
        OrderEntry buy = trade.buy;
        OrderEntry sell = trade.sell;
        uint256 buyFlags = buy.flags();
        uint256 difference = buyFlags ^ sell.flags();
        uint256 flaws =
            (buyFlags & OrderFlags.SELL) |
                ((difference & (OrderFlags.SELL | OrderFlags.FINAL)) ^ OrderFlags.SELL) |
                (buy.series() ^ sell.series()) |
                Bits.when(buy.account() == sell.account()) |
                Bits.when(buy.price() < sell.price());
        if (flaws != 0) outcome = _skip(_pairCode(buy, sell), BOTH_SIDES);
    }

    function _pairCode(OrderEntry buy, OrderEntry sell) private pure returns (uint256) {
        if (buy.flags() & OrderFlags.SELL != 0 || sell.flags() & OrderFlags.SELL == 0) return SkipCode.WRONG_SIDES;
        if (buy.series() != sell.series()) return SkipCode.SERIES_MISMATCH;
        if ((buy.flags() ^ sell.flags()) & OrderFlags.FINAL != 0) return SkipCode.MARKET_MISMATCH;
        return buy.account() == sell.account() ? SkipCode.SELF_TRADE : SkipCode.PRICE_NOT_CROSSED;
    }

    function _checkRules(Batch memory batch, Trade memory trade) private pure returns (uint256 outcome) {
        OrderEntry buy = trade.buy;
        OrderEntry sell = trade.sell;
        (OrderEntry taker, uint256 takerSide) = trade.isSellerTaker ? (sell, SELL_SIDE) : (buy, BUY_SIDE);
        if (taker.flags() & OrderFlags.POST_ONLY != 0) outcome = _skip(SkipCode.POST_ONLY_TAKER, takerSide);
        else if (buy.maxFeeBps() < trade.buyFeeBps) outcome = _skip(SkipCode.FEE_ABOVE_CAP, BUY_SIDE);
        else if (sell.maxFeeBps() < trade.sellFeeBps) outcome = _skip(SkipCode.FEE_ABOVE_CAP, SELL_SIDE);
        else if (batch.openCaller != address(0)) outcome = _checkOpen(batch.openCaller, buy, sell, taker, takerSide);
    }

    /// @dev Under the open rules both orders signed OPEN_SETTLE and the caller takes what rests.
    function _checkOpen(
        address caller,
        OrderEntry buy,
        OrderEntry sell,
        OrderEntry taker,
        uint256 takerSide
    ) private pure returns (uint256) {
        if (buy.flags() & OrderFlags.OPEN_SETTLE == 0) return _skip(SkipCode.NOT_OPEN_SETTLE, BUY_SIDE);
        if (sell.flags() & OrderFlags.OPEN_SETTLE == 0) return _skip(SkipCode.NOT_OPEN_SETTLE, SELL_SIDE);
        return taker.account() == caller ? SkipCode.FILLED : _skip(SkipCode.NOT_OPEN_SETTLE, takerSide);
    }

    function _checkLanes(Trade memory trade) private pure returns (uint256 outcome) {
        uint256 units = trade.units;
        (uint256 buyStep, uint256 buyCode) = _stepOf(trade.buy, units);
        (uint256 sellStep, uint256 sellCode) = _stepOf(trade.sell, units);
        trade.buyStep = buyStep;
        trade.sellStep = sellStep;
        if (buyCode | sellCode != SkipCode.FILLED) outcome = buyCode != 0 ? _skip(buyCode, BUY_SIDE) : _skip(sellCode, SELL_SIDE);
    }

    /// @return step What the fill adds to the lane's field, seq << 32 | filled: the sequence and the fills only grow.
    function _stepOf(OrderEntry order, uint256 units) private pure returns (uint256 step, uint256 code) {
        unchecked {
            uint256 field = (MemoryTable.load(order.laneWord(), 0) >> order.laneShift()) & type(uint64).max;
            uint256 seq = order.seq();
            uint256 jump = seq - (field >> 32); // An older sequence wraps around to a very long jump.
            uint256 filled = (field & type(uint32).max) * Bits.when(jump == 0) + units;
            step = ((seq << 32) | filled) - field;
            if (jump > LaneField.MAX_JUMP) code = seq < field >> 32 ? SkipCode.ORDER_REPLACED : SkipCode.LANE_JUMP;
            else if (filled > order.quantity()) code = SkipCode.ORDER_FILLED;
        }
    }

    function _checkPrimary(Trade memory trade) private pure returns (uint256 outcome) {
        SeriesEntry terms = trade.terms;
        SeriesWordB b = terms.b();
        uint256 resalesLeft = terms.resaleLimit();
        unchecked {
            if (terms.a().issuer() != trade.seller.account()) outcome = _skip(SkipCode.NOT_THE_ISSUER, SELL_SIDE);
            else if (!terms.isIssuerActive())
                outcome = _skip(SkipCode.ISSUER_NOT_ACTIVE, SELL_SIDE);
                // The issuer's rate was fixed with the series; a cap lowered since stops the sale rather than change what a refund returns.
            else if (terms.isFeeAboveCap()) outcome = _skip(SkipCode.FEE_ABOVE_CAP, SELL_SIDE);
            else if (b.minted() + trade.units > b.supply()) outcome = _skip(SkipCode.SUPPLY_EXHAUSTED, SELL_SIDE);
            else if (trade.proceeds < trade.units * b.reservePerUnit()) outcome = _skip(SkipCode.PRIMARY_BELOW_RESERVE, SELL_SIDE);
            else if (resalesLeft < trade.buy.minResalesLeft()) outcome = _skip(SkipCode.RESALES_LEFT, BUY_SIDE);
            else if (Bits.when(resalesLeft == 0) != (trade.buy.flags() >> 1) & 1) outcome = _skip(SkipCode.WRONG_MARKET, BOTH_SIDES);
        }
    }

    /// @dev Serials ascend strictly: oldest first, and no unit twice.
    function _checkUnits(Batch memory batch, Trade memory trade) private view returns (uint256 outcome) {
        unchecked {
            uint256 cursor = trade.serialsAt;
            uint256 end = cursor + trade.units * SERIAL_BYTES;
            uint256 firstToken = trade.terms.series() << 32;
            uint256 previous = 0;
            for (; cursor < end && outcome == 0; cursor += SERIAL_BYTES) {
                uint256 serial = _calldataWord(cursor) >> 224;
                if (serial <= previous) revert IBatches.Settlement_Malformed(cursor - batch.start);
                previous = serial;
                outcome = _checkUnit(trade, firstToken | serial);
            }
        }
    }

    function _checkUnit(Trade memory trade, uint256 tokenId) private view returns (uint256 outcome) {
        UnitWord unit = _units[tokenId];
        OrderEntry sell = trade.sell;
        uint256 flags = sell.flags();
        uint256 choice = (flags >> OrderFlags.CHOICE_SHIFT) & 3;
        uint256 changes = unit.changes();
        unchecked {
            uint256 resalesLeft = trade.terms.resaleLimit() - changes - 1; // Wraps around at the limit.
            if (!unit.isTradableBy(sell.account())) outcome = _skip(_obstacleCode(unit, sell.account()), SELL_SIDE);
            else if (resalesLeft > type(uint8).max) outcome = _skip(SkipCode.RESALE_LIMIT, SELL_SIDE);
            else if (choice != UnitChoice.ANY && (choice == UnitChoice.NAMED ? tokenId != sell.unitId() : changes == 0)) {
                outcome = _skip(SkipCode.WRONG_UNIT, SELL_SIDE);
            } else if (Bits.when(resalesLeft == 0) != (flags >> 1) & 1) outcome = _skip(SkipCode.WRONG_MARKET, SELL_SIDE);
            else if (resalesLeft < trade.buy.minResalesLeft()) outcome = _skip(SkipCode.RESALES_LEFT, SELL_SIDE);
        }
    }

    function _obstacleCode(UnitWord unit, address seller) private pure returns (uint256) {
        if (unit.status() != UnitStatus.ACTIVE) return SkipCode.UNIT_ENDED;
        return unit.owner() != seller ? SkipCode.UNIT_NOT_OWNED : SkipCode.UNIT_NOT_IN_MARKET;
    }

    function _checkMoney(Trade memory trade) private pure returns (uint256 outcome) {
        AccountWord buyer = trade.buyer.word();
        unchecked {
            if (buyer.cash() < trade.cost) outcome = _skip(SkipCode.INSUFFICIENT_CASH, BUY_SIDE);
            else if (buyer.units() + trade.units > type(uint32).max)
                outcome = _skip(SkipCode.BALANCE_OVERFLOW, BUY_SIDE);
                // What a primary sale brings is held, not credited.
            else if (trade.seller.word().cash() + trade.proceeds > type(uint64).max && !trade.isPrimary) {
                outcome = _skip(SkipCode.BALANCE_OVERFLOW, SELL_SIDE);
            }
        }
    }

    function _skip(uint256 code, uint256 sides) private pure returns (uint256) {
        return (code << 8) | sides;
    }

    /// @dev A seller skipped before lacks the cash, a buyer skipped before the units, and a lane skipped before may lack a step.
    function _causeOf(uint256 outcome, Trade memory trade) internal pure returns (uint256) {
        uint256 code = outcome >> 8;
        uint256 taint = outcome & BUY_SIDE != 0 ? trade.buyer.taint() : trade.seller.taint();
        bool isCaused =
            (code == SkipCode.INSUFFICIENT_CASH && taint & Taint.MISSED_CASH != 0) ||
                (code == SkipCode.UNIT_NOT_OWNED && taint & Taint.MISSED_UNITS != 0) ||
                (code == SkipCode.LANE_JUMP && taint != 0);
        return isCaused ? INFO_CAUSED : 0;
    }
}
