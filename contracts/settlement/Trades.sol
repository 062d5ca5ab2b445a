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
import {OrderHead, OrderHeadLib} from "./libraries/OrderHead.sol";
import {RecordWriter} from "./libraries/RecordWriter.sol";
import {SeriesEntry} from "./libraries/SeriesEntry.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {Trade} from "./libraries/Trade.sol";
import {TradeHead} from "./libraries/TradeHead.sol";
import {TradeMath} from "./libraries/TradeMath.sol";
import {UnitWord, UnitWordLib} from "./libraries/UnitWord.sol";
import {TradeChecks} from "./TradeChecks.sol";
import {OrderFlags, UnitChoice} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";

/// @title Trades
/// @notice Carries out the trades of a batch in order on running balances. A trade is checked whole before anything of it is applied, so a
/// skipped one leaves no trace but its record.
/// @dev Arithmetic is unchecked throughout: see `TradeChecks`; balances are compared before they change.
/// @dev Every `…Flaws` is zero when its rules hold, so that all of a trade are asked with one jump. A trade with flaws is looked at rule by
/// rule in `TradeChecks`, which alone names codes; nothing may be without flaws that is refused there.
/// @dev Invariant: the sum of account cash, held money and accrued fees is unchanged by every trade.
abstract contract Trades is TradeChecks {
    uint256 internal constant MAX_UNITS_PER_TRADE = 100;

    uint256 private constant TRADE_BYTES = 5;
    uint256 private constant SERIALS_PER_WORD = 8;
    /// @dev Slot and new word of every unit of the trade at hand.
    uint256 private constant NOTE_BYTES = 64;

    /// @return first Where the records begin.
    /// @return end One past the last record.
    /// @return earned Fees of the secondary sales.
    function _settleTrades(Batch memory batch) internal returns (uint256 first, uint256 end, uint256 earned) {
        unchecked {
            first = RecordWriter.open(batch.journalHead, _recordCapacity(batch));
            end = first;
            // The units of the trade at hand are noted behind its record, where the next records will be.
            MemoryTable.allocate(MAX_UNITS_PER_TRADE * NOTE_BYTES);
            uint256 cursor = batch.cursor;
            for (uint256 left = batch.tradeCount; left != 0; --left) {
                uint256 fees;
                (cursor, end, fees) = _settleTrade(batch, cursor, end);
                earned += fees;
            }
            require(cursor == batch.end, IBatches.Settlement_Malformed(cursor - batch.start));
        }
    }

    /// @dev Three words a trade, and at most one more for every two serials.
    function _recordCapacity(Batch memory batch) private pure returns (uint256) {
        uint256 size = batch.end - batch.cursor;
        uint256 fixedSize = batch.tradeCount * TRADE_BYTES;
        require(size >= fixedSize, IBatches.Settlement_Malformed(batch.cursor - batch.start));
        return 3 * batch.tradeCount + (size - fixedSize) / (2 * SERIAL_BYTES);
    }

    /// @return next Where the next trade begins.
    /// @return end One past the last record.
    /// @return earned Fees of a secondary sale.
    function _settleTrade(
        Batch memory batch,
        uint256 cursor,
        uint256 recordAt
    ) private returns (uint256 next, uint256 end, uint256 earned) {
        unchecked {
            (OrderEntry buy, OrderEntry sell, uint256 units) = _pairOf(batch, cursor);
            end = recordAt + RecordWriter.TRADE_SIZE;
            next = cursor + TRADE_BYTES;
            if (sell.head().isPrimary() != 0) {
                _sellFirst(batch, cursor, buy, sell, recordAt);
                return (next, end, 0);
            }
            next += units * SERIAL_BYTES;
            if (next > batch.end) revert IBatches.Settlement_Malformed(cursor - batch.start);

            (uint256 cost, uint256 proceeds, uint256 flaws) = _price(batch, cursor, buy, sell, recordAt);
            flaws |= _readUnits(buy, sell, cursor, end) | Bits.when(TradeMath.isCashOverflow(sell.owner().word().cash(), proceeds));
            flaws |= _buyerFlaws(buy.owner().word(), units, cost);
            (uint256 buyGain, uint256 buyFlaws) = _gainOf(buy, units);
            (uint256 sellGain, uint256 sellFlaws) = _gainOf(sell, units);
            if (flaws | buyFlaws | sellFlaws != 0) {
                if (!_isFilled(batch, cursor, buy, sell, recordAt, cost, proceeds)) return (next, end, 0);
            }
            // No field of an account's word borrows from the next one: see the checks.
            _addTo(buy.laneWord(), buyGain);
            _addTo(AccountEntry.unwrap(buy.owner()), TradeMath.buyerChange(units, cost));
            _addTo(sell.laneWord(), sellGain);
            _addTo(AccountEntry.unwrap(sell.owner()), TradeMath.sellerChange(units, proceeds));
            _moveUnits(buy, sell, units, cursor + TRADE_BYTES, end);
            if (units > 1) end = _recordFurtherSerials(end, units - 1, cursor + TRADE_BYTES + SERIAL_BYTES);
            earned = TradeMath.earnedOf(cost, proceeds);
        }
    }

    /// @dev The proceeds and both fees are held for the day's refunds; nothing reaches the issuer's account here.
    function _sellFirst(Batch memory batch, uint256 cursor, OrderEntry buy, OrderEntry sell, uint256 recordAt) private {
        unchecked {
            (uint256 cost, uint256 proceeds, uint256 flaws) = _price(batch, cursor, buy, sell, recordAt);
            uint256 units = TradeHead.wrap(_calldataWord(cursor)).units();
            flaws |= _primaryFlaws(buy, sell, units, proceeds) | _buyerFlaws(buy.owner().word(), units, cost);
            (uint256 buyGain, uint256 buyFlaws) = _gainOf(buy, units);
            (uint256 sellGain, uint256 sellFlaws) = _gainOf(sell, units);
            if (flaws | buyFlaws | sellFlaws != 0) {
                if (!_isFilled(batch, cursor, buy, sell, recordAt, cost, proceeds)) return;
            }
            _addTo(buy.laneWord(), buyGain);
            _addTo(AccountEntry.unwrap(buy.owner()), TradeMath.buyerChange(units, cost));
            _addTo(sell.laneWord(), sellGain);
            _mint(buy, sell.terms(), units, recordAt);
            _hold(sell.terms(), units, units * RecordWriter.priceOf(recordAt), cost, proceeds);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 READING
    //////////////////////////////////////////////////////////////*/

    function _pairOf(Batch memory batch, uint256 cursor) private pure returns (OrderEntry buy, OrderEntry sell, uint256 units) {
        unchecked {
            TradeHead trade = TradeHead.wrap(_calldataWord(cursor));
            uint256 size = batch.orderCount << OrderEntryLib.SIZE_SHIFT;
            uint256 buyOffset = trade.buyOffset(OrderEntryLib.SIZE_SHIFT);
            uint256 sellOffset = trade.sellOffset(OrderEntryLib.SIZE_SHIFT);
            units = trade.units();
            uint256 flaws =
                Bits.when(buyOffset >= size) |
                    Bits.when(sellOffset >= size) |
                    Bits.when(cursor + TRADE_BYTES > batch.end) |
                    Bits.when(units - 1 >= MAX_UNITS_PER_TRADE);
            if (flaws != 0) revert IBatches.Settlement_Malformed(cursor - batch.start);
            buy = OrderEntry.wrap(MemoryTable.load(batch.orderTable, buyOffset));
            sell = OrderEntry.wrap(MemoryTable.load(batch.orderTable, sellOffset));
        }
    }

    /// @dev The maker's limit, the rate of each side, and what does not depend on what is sold: whether the two belong together and may be
    /// charged like this. Writes the record of the trade as if it were filled.
    function _price(
        Batch memory batch,
        uint256 cursor,
        OrderEntry buy,
        OrderEntry sell,
        uint256 recordAt
    ) private pure returns (uint256 cost, uint256 proceeds, uint256 flaws) {
        unchecked {
            TradeHead trade = TradeHead.wrap(_calldataWord(cursor));
            uint256 buyFeeBps = batch.takerBps;
            uint256 sellFeeBps = batch.makerBps;
            OrderHead maker = sell.head();
            OrderHead taker = buy.head();
            flaws = _pairFlaws(buy, sell, taker, maker);
            if (trade.isSellerTaker() != 0) {
                (buyFeeBps, sellFeeBps) = (sellFeeBps, buyFeeBps);
                (maker, taker) = (taker, maker);
            }
            if (sell.head().isPrimary() != 0) sellFeeBps = sell.terms().b().issuanceFeeBps();
            flaws |=
                (OrderHead.unwrap(taker) & (uint256(OrderFlags.POST_ONLY) << OrderHeadLib.FLAGS_AT)) |
                Bits.when(buy.head().maxFeeBps() < buyFeeBps) |
                Bits.when(sell.head().maxFeeBps() < sellFeeBps) |
                batch.openCaller;
            uint256 price = maker.price();
            cost = TradeMath.costOf(trade.units(), price, buyFeeBps);
            proceeds = TradeMath.proceedsOf(trade.units(), price, sellFeeBps);
            _record(recordAt, trade, buy, sell, price, (buyFeeBps << 40) | (sellFeeBps << 24));
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    function _pairFlaws(OrderEntry buy, OrderEntry sell, OrderHead buyHead, OrderHead sellHead) private pure returns (uint256) {
        uint256 sides = uint256(OrderFlags.SELL) << OrderHeadLib.FLAGS_AT;
        uint256 sidesAndMarket = uint256(OrderFlags.SELL | OrderFlags.FINAL) << OrderHeadLib.FLAGS_AT;
        uint256 difference = OrderHead.unwrap(buyHead) ^ OrderHead.unwrap(sellHead);
        return
            (OrderHead.unwrap(buyHead) & sides) |
            ((difference & sidesAndMarket) ^ sides) |
            Bits.when(buyHead.price() < sellHead.price()) |
            OrderEntryLib.pairFlaws(buy, sell);
    }

    function _buyerFlaws(AccountWord buyer, uint256 units, uint256 cost) private pure returns (uint256) {
        unchecked {
            return Bits.when(TradeMath.isShortOfCash(buyer.cash(), cost)) | Bits.when(TradeMath.isUnitOverflow(buyer.units(), units));
        }
    }

    /// @return gain What the fill adds to the word of the order's lane, seq << 32 | filled: the sequence and the fills only grow.
    /// @return flaws Non-zero when the lane does not allow it.
    function _gainOf(OrderEntry order, uint256 units) private pure returns (uint256 gain, uint256 flaws) {
        unchecked {
            OrderHead head = order.head();
            uint256 shift = order.laneShift();
            uint256 field = (MemoryTable.load(order.laneWord(), 0) >> shift) & type(uint64).max;
            uint256 seq = head.seq();
            uint256 jump = LaneField.jumpOf(field >> 32, seq);
            uint256 filled = LaneField.totalOf(field & type(uint32).max, Bits.when(jump == 0), units);
            gain = (((seq << 32) | filled) - field) << shift;
            flaws = Bits.when(LaneField.isTooFar(jump)) | Bits.when(LaneField.isOverfilled(filled, head.quantity()));
        }
    }

    function _primaryFlaws(OrderEntry buy, OrderEntry sell, uint256 units, uint256 proceeds) private pure returns (uint256) {
        SeriesEntry terms = sell.terms();
        SeriesWordB b = terms.b();
        OrderHead head = buy.head();
        uint256 resalesLeft = terms.resaleLimit();
        unchecked {
            return
                (uint160(terms.a().issuer()) ^ sell.owner().id()) |
                Bits.when(!terms.isIssuerActive()) |
                Bits.when(terms.isFeeAboveCap()) |
                Bits.when(b.minted() + units > b.supply()) |
                Bits.when(proceeds < units * b.reservePerUnit()) |
                Bits.when(resalesLeft < head.minResalesLeft()) |
                (Bits.when(resalesLeft == 0) ^ head.isFinal());
        }
    }

    /// @dev Notes the units as they will be after the sale. Serials ascend strictly: oldest first, and no unit twice.
    function _readUnits(OrderEntry buy, OrderEntry sell, uint256 cursor, uint256 noteAt) private view returns (uint256 flaws) {
        unchecked {
            uint256 left = TradeHead.wrap(_calldataWord(cursor)).units();
            cursor += TRADE_BYTES;
            uint256 seller = sell.owner().id();
            uint256 exchange = UnitWordLib.exchange(seller, buy.owner().id(), buy.head().isToWalletAt(UnitWordLib.IN_MARKET_AT));
            uint256 previous = 0;
            while (true) {
                uint256 serial = _calldataWord(cursor) >> 224;
                uint256 tokenId = (sell.series() << 32) | serial;
                uint256 slot = _unitSlot(tokenId);
                UnitWord unit = UnitWord.wrap(_load(slot));
                MemoryTable.store(noteAt, 0, slot);
                MemoryTable.store(noteAt, 32, UnitWord.unwrap(unit.exchanged(exchange)));
                flaws |= _unitFlaws(unit, buy, sell, seller, tokenId) | Bits.when(serial <= previous);
                if (--left == 0) return flaws;
                previous = serial;
                cursor += SERIAL_BYTES;
                noteAt += NOTE_BYTES;
            }
        }
    }

    function _unitFlaws(
        UnitWord unit,
        OrderEntry buy,
        OrderEntry sell,
        uint256 seller,
        uint256 tokenId
    ) private pure returns (uint256 flaws) {
        unchecked {
            OrderHead head = sell.head();
            uint256 changes = unit.changes();
            uint256 resalesLeft = sell.terms().resaleLimit() - changes - 1; // Wraps around at the limit.
            flaws = unit.obstacles(seller) | Bits.when(resalesLeft > type(uint8).max);
            flaws |= Bits.when(resalesLeft < buy.head().minResalesLeft()) | (Bits.when(resalesLeft == 0) ^ head.isFinal());
            if (head.unitChoice() != UnitChoice.ANY) {
                flaws |= head.unitChoice() == UnitChoice.NAMED ? tokenId ^ sell.unitId() : Bits.when(changes == 0);
            }
        }
    }

    /// @dev Looks at a trade with flaws rule by rule; corrects the record when there is a reason to skip it.
    function _isFilled(
        Batch memory batch,
        uint256 cursor,
        OrderEntry buy,
        OrderEntry sell,
        uint256 recordAt,
        uint256 cost,
        uint256 proceeds
    ) private view returns (bool) {
        Trade memory trade;
        TradeHead head = TradeHead.wrap(_calldataWord(cursor));
        trade.buy = buy;
        trade.sell = sell;
        trade.units = head.units();
        trade.serialsAt = cursor + TRADE_BYTES;
        trade.buyFeeBps = RecordWriter.buyFeeBpsOf(recordAt);
        trade.sellFeeBps = RecordWriter.sellFeeBpsOf(recordAt);
        trade.cost = cost;
        trade.proceeds = proceeds;
        trade.isSellerTaker = head.isSellerTaker() == 1;
        trade.isPrimary = sell.head().isPrimary() == 1;
        uint256 outcome = _outcomeOf(batch, trade);
        if (outcome == SkipCode.FILLED) return true;

        RecordWriter.turnIntoSkip(recordAt, outcome | _causeOf(outcome, buy, sell));
        buy.owner().addTaint(Taint.MISSED_UNITS);
        sell.owner().addTaint(Taint.MISSED_CASH);
        return false;
    }

    /*//////////////////////////////////////////////////////////////
                                 EFFECTS
    //////////////////////////////////////////////////////////////*/

    function _mint(OrderEntry buy, SeriesEntry terms, uint256 units, uint256 recordAt) private {
        unchecked {
            address buyer = buy.account();
            UnitWord unit = UnitWord.wrap(0).withOwner(buyer).withInMarket(buy.head().isToWallet() == 0);
            unit = unit.withSoldAt(uint32(block.timestamp)).withPrice(uint48(RecordWriter.priceOf(recordAt)));
            unit = unit.withBuyerFeeBps(uint8(RecordWriter.buyFeeBpsOf(recordAt)));
            SeriesWordB b = terms.b();
            uint256 serial = uint256(b.minted()) + 1;
            RecordWriter.setFirstSerial(recordAt, serial);
            terms.setB(b.withMinted(uint32(serial + units - 1)));

            uint256 tokenId = (terms.series() << 32) | serial;
            for (uint256 end = tokenId + units; ;) {
                _store(_unitSlot(tokenId), UnitWord.unwrap(unit));
                emit IERC721.Transfer(address(0), buyer, tokenId);
                if (++tokenId == end) return;
            }
        }
    }

    function _hold(SeriesEntry terms, uint256 units, uint256 gross, uint256 cost, uint256 proceeds) private pure {
        unchecked {
            terms.setSoldUnits(terms.soldUnits() + units);
            terms.setGross(terms.gross() + gross);
            (uint256 buyerFees, uint256 issuanceFees) = TradeMath.heldFees(gross, cost, proceeds);
            terms.setBuyerFees(terms.buyerFees() + buyerFees);
            terms.setIssuanceFees(terms.issuanceFees() + issuanceFees);
        }
    }

    function _moveUnits(OrderEntry buy, OrderEntry sell, uint256 left, uint256 cursor, uint256 noteAt) private {
        unchecked {
            uint256 seller = sell.owner().id();
            uint256 buyer = buy.owner().id();
            uint256 firstToken = sell.series() << 32;
            while (true) {
                _store(MemoryTable.load(noteAt, 0), MemoryTable.load(noteAt, 32));
                _emitTransfer(seller, buyer, firstToken | (_calldataWord(cursor) >> 224));
                if (--left == 0) return;
                cursor += SERIAL_BYTES;
                noteAt += NOTE_BYTES;
            }
        }
    }

    /// @dev `emit IERC721.Transfer` without cleaning addresses that are clean.
    function _emitTransfer(uint256 from, uint256 to, uint256 tokenId) private {
        bytes32 topic = IERC721.Transfer.selector;
        assembly ("memory-safe") {
            log4(0, 0, topic, from, to, tokenId)
        }
    }

    /// @dev What is added may be negative, two's complement.
    function _addTo(uint256 location, uint256 change) private pure {
        unchecked {
            MemoryTable.store(location, 0, MemoryTable.load(location, 0) + change);
        }
    }

    /// @dev Where `_units[tokenId]` lies. Memory-safe: the scratch words at zero only.
    function _unitSlot(uint256 tokenId) private pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0, tokenId)
            mstore(0x20, _units.slot)
            slot := keccak256(0, 0x40)
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 RECORDS
    //////////////////////////////////////////////////////////////*/

    /// @param fees As they lie in the second word.
    function _record(uint256 recordAt, TradeHead trade, OrderEntry buy, OrderEntry sell, uint256 price, uint256 fees) private pure {
        OrderHead buyHead = buy.head();
        OrderHead sellHead = sell.head();
        uint256 info = trade.isSellerTaker() | sellHead.isPrimaryAt(1) | buyHead.isToWalletAt(2);
        uint256 word0 = (buy.owner().id() << 96) | (info << 80) | (buyHead.laneAndSeq() << 40) | trade.unitsAt(32);
        uint256 word1 = (sell.owner().id() << 96) | (sellHead.laneAndSeq() << 56) | fees;
        uint256 word2 = (sell.series() << 224) | (price << 176) | (buy.position() << 128) | (sell.position() << 80);
        RecordWriter.write(recordAt, word0, word1, word2 | (trade.firstSerial() << 48));
    }

    /// @dev Serials lie in calldata as they lie in the record; what follows the last one is cut off.
    function _recordFurtherSerials(uint256 recordAt, uint256 left, uint256 cursor) private pure returns (uint256 end) {
        unchecked {
            end = recordAt;
            while (left > 0) {
                uint256 word = _calldataWord(cursor);
                if (left < SERIALS_PER_WORD) {
                    uint256 unused = (SERIALS_PER_WORD - left) * 32;
                    return RecordWriter.append(end, (word >> unused) << unused);
                }
                end = RecordWriter.append(end, word);
                left -= SERIALS_PER_WORD;
                cursor += SERIALS_PER_WORD * SERIAL_BYTES;
            }
        }
    }
}
