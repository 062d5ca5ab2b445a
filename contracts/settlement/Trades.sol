// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry} from "./libraries/AccountEntry.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {Batch, Taint} from "./libraries/Batch.sol";
import {Bits} from "./libraries/Bits.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry, OrderEntryLib} from "./libraries/OrderEntry.sol";
import {Records, RecordWriter} from "./libraries/RecordWriter.sol";
import {SeriesEntry} from "./libraries/SeriesEntry.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {Orders} from "./Orders.sol";
import {OrderFlags, UnitChoice} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";
import {UnitStatus} from "./types/Status.sol";

/// @notice The trade at hand; one instance serves the whole batch.
/// @param serialsAt Where the serials of a secondary sale begin in calldata.
/// @param price Per unit: the maker's limit.
/// @param buyFee Per unit, floor in the buyer's favour; `sellFee` likewise (of a primary sale the issuance fee).
/// @param cost What the buyer pays; `proceeds` is what a secondary seller receives.
/// @param buyStep What the fill adds to the buy order's lane field; `sellStep` likewise.
struct Trade {
    OrderEntry buy;
    OrderEntry sell;
    AccountEntry buyer;
    AccountEntry seller;
    SeriesEntry terms;
    uint256 units;
    uint256 serialsAt;
    uint256 price;
    uint256 buyFeeBps;
    uint256 sellFeeBps;
    uint256 buyFee;
    uint256 sellFee;
    uint256 cost;
    uint256 proceeds;
    uint256 buyStep;
    uint256 sellStep;
    bool isSellerTaker;
    bool isPrimary;
}

/// @title Trades
/// @notice Carries out the trades of a batch in order on running balances. A trade is checked whole before anything of it is applied, so a
/// skipped one leaves no trace but its record.
/// @dev An outcome is code 8 << 8 | info 8, as the two lie in the record; zero is a fill. Arithmetic is unchecked throughout: prices have 44
/// bits, rates 16 and units 7, balances are compared before they change, offsets lie inside the calldata.
/// @dev Invariant: the sum of account cash, held money and accrued fees is unchanged by every trade.
abstract contract Trades is Orders {
    uint256 internal constant MAX_UNITS_PER_TRADE = 100;

    uint256 private constant TRADE_BYTES = 5;
    uint256 private constant SERIAL_BYTES = 4;
    uint256 private constant SERIALS_PER_WORD = 8;

    uint256 private constant INFO_SELLER_TAKER = 1 << 0;
    uint256 private constant INFO_PRIMARY = 1 << 1;
    uint256 private constant INFO_TO_WALLET = 1 << 2;
    uint256 private constant BUY_SIDE = 1 << 3;
    uint256 private constant SELL_SIDE = 2 << 3;
    uint256 private constant BOTH_SIDES = 3 << 3;
    uint256 private constant INFO_CAUSED = 1 << 5;

    function _settleTrades(Batch memory batch) internal returns (Records memory records) {
        records = RecordWriter.open(batch.journalHead, _recordCapacity(batch));
        Trade memory trade;
        uint256 count = batch.tradeCount;
        for (uint256 i = 0; i < count; ++i) {
            _readTrade(batch, trade);
            uint256 outcome = _check(batch, trade);
            if (outcome == SkipCode.FILLED) {
                uint256 firstSerial = trade.isPrimary ? _sellFirst(trade) : _resell(batch, trade);
                _record(records, trade, 0, firstSerial);
                if (trade.units > 1 && !trade.isPrimary) _recordFurtherSerials(records, trade);
            } else {
                _record(records, trade, outcome | _causeOf(outcome, trade), 0);
                trade.buyer.setTaint(trade.buyer.taint() | Taint.MISSED_UNITS);
                trade.seller.setTaint(trade.seller.taint() | Taint.MISSED_CASH);
            }
        }
        require(batch.cursor == batch.end, IBatches.Settlement_Malformed(batch.cursor - batch.start));
    }

    /*//////////////////////////////////////////////////////////////
                                 READING
    //////////////////////////////////////////////////////////////*/

    /// @dev Three words a trade, and at most one more for every two serials.
    function _recordCapacity(Batch memory batch) private pure returns (uint256) {
        uint256 size = batch.end - batch.cursor;
        uint256 fixedSize = batch.tradeCount * TRADE_BYTES;
        require(size >= fixedSize, IBatches.Settlement_Malformed(batch.cursor - batch.start));
        return 3 * batch.tradeCount + (size - fixedSize) / (2 * SERIAL_BYTES);
    }

    function _readTrade(Batch memory batch, Trade memory trade) private pure {
        unchecked {
            uint256 cursor = batch.cursor;
            uint256 head = _calldataWord(cursor);
            uint256 buyIndex = head >> 240;
            uint256 sellIndex = (head >> 224) & 0xffff;
            uint256 units = (head >> 217) & 127;
            uint256 flaws =
                Bits.when(cursor + TRADE_BYTES > batch.end) |
                    Bits.when(buyIndex >= batch.orderCount) |
                    Bits.when(sellIndex >= batch.orderCount) |
                    Bits.when(units - 1 >= MAX_UNITS_PER_TRADE);
            if (flaws != 0) revert IBatches.Settlement_Malformed(cursor - batch.start);

            OrderEntry buy = OrderEntry.wrap(batch.orderTable + buyIndex * OrderEntryLib.SIZE);
            OrderEntry sell = OrderEntry.wrap(batch.orderTable + sellIndex * OrderEntryLib.SIZE);
            uint256 isPrimary = (sell.flags() >> 5) & 1;
            uint256 next = cursor + TRADE_BYTES + (1 - isPrimary) * units * SERIAL_BYTES;
            if (next > batch.end) revert IBatches.Settlement_Malformed(cursor - batch.start);
            batch.cursor = next;

            trade.buy = buy;
            trade.sell = sell;
            trade.buyer = buy.owner();
            trade.seller = sell.owner();
            trade.terms = sell.terms();
            trade.units = units;
            trade.serialsAt = cursor + TRADE_BYTES;
            trade.isPrimary = isPrimary == 1;
            trade.isSellerTaker = (head >> 216) & 1 == 1;
            _price(batch, trade);
        }
    }

    function _price(Batch memory batch, Trade memory trade) private pure {
        unchecked {
            (uint256 price, uint256 buyFeeBps, uint256 sellFeeBps) = trade.isSellerTaker
                ? (trade.buy.price(), batch.makerBps, batch.takerBps)
                : (trade.sell.price(), batch.takerBps, batch.makerBps);
            if (trade.isPrimary) sellFeeBps = trade.terms.b().issuanceFeeBps();
            trade.price = price;
            trade.buyFeeBps = buyFeeBps;
            trade.sellFeeBps = sellFeeBps;
            uint256 buyFee = (price * buyFeeBps) / BPS;
            uint256 sellFee = (price * sellFeeBps) / BPS;
            trade.buyFee = buyFee;
            trade.sellFee = sellFee;
            trade.cost = trade.units * (price + buyFee);
            trade.proceeds = trade.units * (price - sellFee);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    /// @dev One way out of each check: the compiler inlines functions without early returns, and this path runs once per trade.
    function _check(Batch memory batch, Trade memory trade) private view returns (uint256 outcome) {
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
            else if (trade.price - trade.sellFee < b.reservePerUnit()) outcome = _skip(SkipCode.PRIMARY_BELOW_RESERVE, SELL_SIDE);
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
    function _causeOf(uint256 outcome, Trade memory trade) private pure returns (uint256) {
        uint256 code = outcome >> 8;
        uint256 taint = outcome & BUY_SIDE != 0 ? trade.buyer.taint() : trade.seller.taint();
        bool isCaused =
            (code == SkipCode.INSUFFICIENT_CASH && taint & Taint.MISSED_CASH != 0) ||
                (code == SkipCode.UNIT_NOT_OWNED && taint & Taint.MISSED_UNITS != 0) ||
                (code == SkipCode.LANE_JUMP && taint != 0);
        return isCaused ? INFO_CAUSED : 0;
    }

    /*//////////////////////////////////////////////////////////////
                                 EFFECTS
    //////////////////////////////////////////////////////////////*/

    /// @dev The proceeds and both fees are held for the day's refunds; nothing reaches the issuer's account here.
    function _sellFirst(Trade memory trade) private returns (uint256 firstSerial) {
        SeriesEntry terms = trade.terms;
        uint256 units = trade.units;
        address buyer = trade.buyer.account();
        UnitWord unit = UnitWord.wrap(0).withOwner(buyer).withInMarket(trade.buy.flags() & OrderFlags.TO_WALLET == 0);
        unit = unit.withSoldAt(uint32(block.timestamp)).withPrice(uint48(trade.price)).withBuyerFeeBps(uint8(trade.buyFeeBps));
        unchecked {
            SeriesWordB b = terms.b();
            firstSerial = uint256(b.minted()) + 1;
            terms.setB(b.withMinted(uint32(firstSerial + units - 1)));
            terms.setSoldUnits(terms.soldUnits() + units);
            terms.setGross(terms.gross() + units * trade.price);
            terms.setBuyerFees(terms.buyerFees() + units * trade.buyFee);
            terms.setIssuanceFees(terms.issuanceFees() + units * trade.sellFee);

            uint256 tokenId = (terms.series() << 32) | firstSerial;
            for (uint256 end = tokenId + units; tokenId < end; ++tokenId) {
                _units[tokenId] = unit;
                emit IERC721.Transfer(address(0), buyer, tokenId);
            }
        }
        _step(trade.sell, trade.sellStep);
        _step(trade.buy, trade.buyStep);
        trade.buyer.setWord(trade.buyer.word().afterPurchase(trade.cost, units));
    }

    function _resell(Batch memory batch, Trade memory trade) private returns (uint256 firstSerial) {
        AccountEntry buyerEntry = trade.buyer;
        AccountEntry sellerEntry = trade.seller;
        address buyer = buyerEntry.account();
        address seller = sellerEntry.account();
        bool staysInMarket = trade.buy.flags() & OrderFlags.TO_WALLET == 0;
        uint256 units = trade.units;
        unchecked {
            uint256 cursor = trade.serialsAt;
            uint256 end = cursor + units * SERIAL_BYTES;
            uint256 firstToken = trade.terms.series() << 32;
            firstSerial = _calldataWord(cursor) >> 224;
            for (; cursor < end; cursor += SERIAL_BYTES) {
                uint256 tokenId = firstToken | (_calldataWord(cursor) >> 224);
                _units[tokenId] = _units[tokenId].afterResale(buyer, staysInMarket);
                emit IERC721.Transfer(seller, buyer, tokenId);
            }
            batch.earned += trade.cost - trade.proceeds;
        }
        _step(trade.sell, trade.sellStep);
        _step(trade.buy, trade.buyStep);
        sellerEntry.setWord(sellerEntry.word().afterSale(trade.proceeds, units));
        buyerEntry.setWord(buyerEntry.word().afterPurchase(trade.cost, units));
    }

    /// @dev The field grows inside its 64 bits: `_stepOf`. The lane may lie in the account's word, which is read anew afterwards.
    function _step(OrderEntry order, uint256 step) private pure {
        uint256 location = order.laneWord();
        unchecked {
            MemoryTable.store(location, 0, MemoryTable.load(location, 0) + (step << order.laneShift()));
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 RECORDS
    //////////////////////////////////////////////////////////////*/

    /// @param outcome Code and info of a skip; 0 for a fill.
    function _record(Records memory records, Trade memory trade, uint256 outcome, uint256 firstSerial) private pure {
        OrderEntry buy = trade.buy;
        OrderEntry sell = trade.sell;
        outcome |= Bits.when(trade.isSellerTaker) | (Bits.when(trade.isPrimary) << 1) | ((buy.flags() >> 4) & INFO_TO_WALLET);
        uint256 word0 = (uint256(uint160(buy.account())) << 96) | (outcome << 80) | (buy.lane() << 72) | (buy.seq() << 40);
        uint256 word1 = (uint256(uint160(sell.account())) << 96) | (sell.lane() << 88) | (sell.seq() << 56);
        uint256 word2 = (sell.series() << 224) | (trade.price << 176) | (buy.position() << 128) | (sell.position() << 80);
        if (outcome >> 8 == SkipCode.FILLED) word1 |= (trade.buyFeeBps << 40) | (trade.sellFeeBps << 24);
        RecordWriter.append(records, word0 | (trade.units << 32), word1, word2 | (firstSerial << 48));
    }

    /// @dev Serials lie in calldata as they lie in the record; what follows the last one is cut off.
    function _recordFurtherSerials(Records memory records, Trade memory trade) private pure {
        uint256 left = trade.units - 1;
        uint256 cursor = trade.serialsAt + SERIAL_BYTES;
        while (left > 0) {
            uint256 word = _calldataWord(cursor);
            if (left < SERIALS_PER_WORD) {
                uint256 unused = (SERIALS_PER_WORD - left) * 32;
                RecordWriter.append(records, (word >> unused) << unused);
                return;
            }
            RecordWriter.append(records, word);
            left -= SERIALS_PER_WORD;
            cursor += SERIALS_PER_WORD * SERIAL_BYTES;
        }
    }
}
