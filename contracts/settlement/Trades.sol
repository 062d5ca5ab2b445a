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
    uint256 private constant UNIT_BYTES = 64;

    /// @return first Where the records begin.
    /// @return end One past the last record.
    /// @return earned Fees of the secondary sales.
    function _settleTrades(Batch memory batch) internal returns (uint256 first, uint256 end, uint256 earned) {
        unchecked {
            first = RecordWriter.open(batch.journalHead, _recordCapacity(batch));
            end = first;
            uint256 units = MemoryTable.allocate(MAX_UNITS_PER_TRADE * UNIT_BYTES);
            uint256 cursor = batch.cursor;
            for (uint256 left = batch.tradeCount; left != 0; --left) {
                uint256 fees;
                (cursor, end, fees) = _settleTrade(batch, cursor, end, units);
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
        uint256 recordAt,
        uint256 unitTable
    ) private returns (uint256 next, uint256 end, uint256 earned) {
        unchecked {
            TradeHead trade = TradeHead.wrap(_calldataWord(cursor));
            (OrderEntry buy, OrderEntry sell) = _pairOf(batch, trade, cursor);
            uint256 units = trade.units();
            uint256 isPrimary = sell.head().isPrimary();
            next = cursor + TRADE_BYTES + (isPrimary ^ 1) * units * SERIAL_BYTES;
            if (next > batch.end) revert IBatches.Settlement_Malformed(cursor - batch.start);

            (uint256 price, uint256 buyFeeBps, uint256 sellFeeBps, uint256 flaws) = _price(batch, trade, buy, sell);
            uint256 cost = units * (price + (price * buyFeeBps) / BPS);
            uint256 proceeds = units * (price - (price * sellFeeBps) / BPS);
            flaws |= _pairFlaws(buy, sell) | _moneyFlaws(buy, sell, units, cost, proceeds, isPrimary);
            (uint256 buyStep, uint256 buyFlaws) = _stepOf(buy, units);
            (uint256 sellStep, uint256 sellFlaws) = _stepOf(sell, units);
            flaws |= buyFlaws | sellFlaws;
            flaws |=
                isPrimary == 1 ? _primaryFlaws(buy, sell, units, proceeds) : _readUnits(buy, sell, units, cursor + TRADE_BYTES, unitTable);

            if (flaws != 0) {
                uint256 outcome = _outcomeOf(
                    batch,
                    Trade(
                        buy,
                        sell,
                        units,
                        cursor + TRADE_BYTES,
                        buyFeeBps,
                        sellFeeBps,
                        cost,
                        proceeds,
                        trade.isSellerTaker() == 1,
                        isPrimary == 1
                    )
                );
                if (outcome != SkipCode.FILLED) {
                    end = _record(recordAt, trade, buy, sell, price << 176, 0, outcome | _causeOf(outcome, buy, sell));
                    buy.owner().addTaint(Taint.MISSED_UNITS);
                    sell.owner().addTaint(Taint.MISSED_CASH);
                    return (next, end, 0);
                }
            }
            _step(sell, sellStep);
            _step(buy, buyStep);
            buy.owner().setWord(buy.owner().word().afterPurchase(cost, units));
            uint256 firstSerial = 0;
            if (isPrimary == 1) {
                firstSerial = _sellFirst(buy, sell.terms(), units, price, buyFeeBps, cost, proceeds);
            } else {
                sell.owner().setWord(sell.owner().word().afterSale(proceeds, units));
                firstSerial = _moveUnits(buy, sell, units, cursor + TRADE_BYTES, unitTable);
                earned = cost - proceeds;
            }
            end = _record(recordAt, trade, buy, sell, (price << 176) | (firstSerial << 48), (buyFeeBps << 40) | (sellFeeBps << 24), 0);
            if (units > 1 && isPrimary == 0) end = _recordFurtherSerials(end, units - 1, cursor + TRADE_BYTES + SERIAL_BYTES);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 READING
    //////////////////////////////////////////////////////////////*/

    function _pairOf(Batch memory batch, TradeHead trade, uint256 cursor) private pure returns (OrderEntry buy, OrderEntry sell) {
        unchecked {
            uint256 size = batch.orderCount << OrderEntryLib.SIZE_SHIFT;
            uint256 buyOffset = trade.buyOffset(OrderEntryLib.SIZE_SHIFT);
            uint256 sellOffset = trade.sellOffset(OrderEntryLib.SIZE_SHIFT);
            uint256 flaws =
                Bits.when(buyOffset >= size) |
                    Bits.when(sellOffset >= size) |
                    Bits.when(cursor + TRADE_BYTES > batch.end) |
                    Bits.when(trade.units() - 1 >= MAX_UNITS_PER_TRADE);
            if (flaws != 0) revert IBatches.Settlement_Malformed(cursor - batch.start);
            buy = OrderEntry.wrap(MemoryTable.load(batch.orderTable, buyOffset));
            sell = OrderEntry.wrap(MemoryTable.load(batch.orderTable, sellOffset));
        }
    }

    /// @dev The maker's limit, the rate of each side, and whether a side may be charged like this.
    function _price(
        Batch memory batch,
        TradeHead trade,
        OrderEntry buy,
        OrderEntry sell
    ) private pure returns (uint256 price, uint256 buyFeeBps, uint256 sellFeeBps, uint256 flaws) {
        OrderHead buyHead = buy.head();
        OrderHead sellHead = sell.head();
        OrderHead taker = buyHead;
        price = sellHead.price();
        buyFeeBps = batch.takerBps;
        sellFeeBps = batch.makerBps;
        if (trade.isSellerTaker() == 1) {
            taker = sellHead;
            price = buyHead.price();
            (buyFeeBps, sellFeeBps) = (sellFeeBps, buyFeeBps);
        }
        if (sellHead.isPrimary() == 1) sellFeeBps = sell.terms().b().issuanceFeeBps();
        flaws =
            (OrderHead.unwrap(taker) & (uint256(OrderFlags.POST_ONLY) << OrderHeadLib.FLAGS_AT)) |
            Bits.when(buyHead.maxFeeBps() < buyFeeBps) |
            Bits.when(sellHead.maxFeeBps() < sellFeeBps) |
            uint160(batch.openCaller);
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    function _pairFlaws(OrderEntry buy, OrderEntry sell) private pure returns (uint256) {
        OrderHead buyHead = buy.head();
        OrderHead sellHead = sell.head();
        uint256 sides = uint256(OrderFlags.SELL) << OrderHeadLib.FLAGS_AT;
        uint256 sidesAndMarket = uint256(OrderFlags.SELL | OrderFlags.FINAL) << OrderHeadLib.FLAGS_AT;
        uint256 difference = OrderHead.unwrap(buyHead) ^ OrderHead.unwrap(sellHead);
        return
            (OrderHead.unwrap(buyHead) & sides) |
            ((difference & sidesAndMarket) ^ sides) |
            Bits.when(buyHead.price() < sellHead.price()) |
            OrderEntryLib.pairFlaws(buy, sell);
    }

    function _moneyFlaws(
        OrderEntry buy,
        OrderEntry sell,
        uint256 units,
        uint256 cost,
        uint256 proceeds,
        uint256 isPrimary
    ) private pure returns (uint256) {
        AccountWord buyer = buy.owner().word();
        AccountWord seller = sell.owner().word();
        unchecked {
            return
                Bits.when(buyer.cash() < cost) |
                Bits.when(buyer.units() + units > type(uint32).max) |
                (Bits.when(seller.cash() + proceeds > type(uint64).max) & (isPrimary ^ 1));
        }
    }

    /// @return step What the fill adds to the lane's field, seq << 32 | filled: the sequence and the fills only grow.
    function _stepOf(OrderEntry order, uint256 units) private pure returns (uint256 step, uint256 flaws) {
        unchecked {
            OrderHead head = order.head();
            uint256 field = (MemoryTable.load(order.laneWord(), 0) >> order.laneShift()) & type(uint64).max;
            uint256 seq = head.seq();
            uint256 jump = seq - (field >> 32); // An older sequence wraps around to a very long jump.
            uint256 filled = (field & type(uint32).max) * Bits.when(jump == 0) + units;
            step = ((seq << 32) | filled) - field;
            flaws = Bits.when(jump > LaneField.MAX_JUMP) | Bits.when(filled > head.quantity());
        }
    }

    function _primaryFlaws(OrderEntry buy, OrderEntry sell, uint256 units, uint256 proceeds) private pure returns (uint256) {
        SeriesEntry terms = sell.terms();
        SeriesWordB b = terms.b();
        OrderHead head = buy.head();
        uint256 resalesLeft = terms.resaleLimit();
        unchecked {
            return
                (uint160(terms.a().issuer()) ^ uint160(sell.account())) |
                Bits.when(!terms.isIssuerActive()) |
                Bits.when(terms.isFeeAboveCap()) |
                Bits.when(b.minted() + units > b.supply()) |
                Bits.when(proceeds < units * b.reservePerUnit()) |
                Bits.when(resalesLeft < head.minResalesLeft()) |
                (Bits.when(resalesLeft == 0) ^ head.isFinal());
        }
    }

    /// @dev Reads the units into the table as they will be after the sale. Serials ascend strictly: oldest first, and no unit twice.
    function _readUnits(
        OrderEntry buy,
        OrderEntry sell,
        uint256 units,
        uint256 cursor,
        uint256 unitTable
    ) private view returns (uint256 flaws) {
        unchecked {
            OrderHead sellHead = sell.head();
            uint256 limit = sell.terms().resaleLimit();
            uint256 firstToken = sell.series() << 32;
            uint256 minResalesLeft = buy.head().minResalesLeft();
            uint256 choice = sellHead.unitChoice();
            address seller = sell.account();
            uint256 exchange = UnitWordLib.exchange(seller, buy.account(), buy.head().isToWallet());
            uint256 previous = 0;
            uint256 end = unitTable + units * UNIT_BYTES;
            do {
                uint256 serial = _calldataWord(cursor) >> 224;
                uint256 slot = _unitSlot(firstToken | serial);
                UnitWord unit = UnitWord.wrap(_load(slot));
                MemoryTable.store(unitTable, 0, slot);
                MemoryTable.store(unitTable, 32, UnitWord.unwrap(unit.exchanged(exchange)));
                uint256 changes = unit.changes();
                uint256 resalesLeft = limit - changes - 1; // Wraps around at the limit.
                flaws |= unit.obstacles(seller) | Bits.when(serial <= previous) | Bits.when(resalesLeft > type(uint8).max);
                flaws |= Bits.when(resalesLeft < minResalesLeft) | (Bits.when(resalesLeft == 0) ^ sellHead.isFinal());
                if (choice != UnitChoice.ANY) {
                    flaws |= choice == UnitChoice.NAMED ? (firstToken | serial) ^ sell.unitId() : Bits.when(changes == 0);
                }
                previous = serial;
                cursor += SERIAL_BYTES;
                unitTable += UNIT_BYTES;
            } while (unitTable < end);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 EFFECTS
    //////////////////////////////////////////////////////////////*/

    /// @dev The proceeds and both fees are held for the day's refunds; nothing reaches the issuer's account here.
    function _sellFirst(
        OrderEntry buy,
        SeriesEntry terms,
        uint256 units,
        uint256 price,
        uint256 buyFeeBps,
        uint256 cost,
        uint256 proceeds
    ) private returns (uint256 firstSerial) {
        address buyer = buy.account();
        UnitWord unit = UnitWord.wrap(0).withOwner(buyer).withInMarket(buy.head().isToWallet() == 0);
        unit = unit.withSoldAt(uint32(block.timestamp)).withPrice(uint48(price)).withBuyerFeeBps(uint8(buyFeeBps));
        unchecked {
            SeriesWordB b = terms.b();
            firstSerial = uint256(b.minted()) + 1;
            terms.setB(b.withMinted(uint32(firstSerial + units - 1)));
            terms.setSoldUnits(terms.soldUnits() + units);
            uint256 gross = units * price;
            terms.setGross(terms.gross() + gross);
            terms.setBuyerFees(terms.buyerFees() + cost - gross);
            terms.setIssuanceFees(terms.issuanceFees() + gross - proceeds);

            uint256 tokenId = (terms.series() << 32) | firstSerial;
            for (uint256 end = tokenId + units; tokenId < end; ++tokenId) {
                _store(_unitSlot(tokenId), UnitWord.unwrap(unit));
                emit IERC721.Transfer(address(0), buyer, tokenId);
            }
        }
    }

    function _moveUnits(
        OrderEntry buy,
        OrderEntry sell,
        uint256 units,
        uint256 cursor,
        uint256 unitTable
    ) private returns (uint256 firstSerial) {
        address buyer = buy.account();
        address seller = sell.account();
        unchecked {
            uint256 firstToken = sell.series() << 32;
            uint256 end = unitTable + units * UNIT_BYTES;
            firstSerial = _calldataWord(cursor) >> 224;
            do {
                _store(MemoryTable.load(unitTable, 0), MemoryTable.load(unitTable, 32));
                emit IERC721.Transfer(seller, buyer, firstToken | (_calldataWord(cursor) >> 224));
                cursor += SERIAL_BYTES;
                unitTable += UNIT_BYTES;
            } while (unitTable < end);
        }
    }

    /// @dev The field grows inside its 64 bits: `_stepOf`. The lane may lie in the account's word, which is read anew afterwards.
    function _step(OrderEntry order, uint256 step) private pure {
        uint256 location = order.laneWord();
        unchecked {
            MemoryTable.store(location, 0, MemoryTable.load(location, 0) + (step << order.laneShift()));
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

    /// @param priceAndSerial As they lie in the third word, `fees` as in the second.
    /// @param outcome Code and info of a skip; 0 for a fill.
    function _record(
        uint256 recordAt,
        TradeHead trade,
        OrderEntry buy,
        OrderEntry sell,
        uint256 priceAndSerial,
        uint256 fees,
        uint256 outcome
    ) private pure returns (uint256) {
        OrderHead buyHead = buy.head();
        OrderHead sellHead = sell.head();
        outcome |= trade.isSellerTaker() | (sellHead.isPrimary() << 1) | (buyHead.isToWallet() << 2);
        uint256 word0 = (uint256(uint160(buy.account())) << 96) | (outcome << 80) | (buyHead.laneAndSeq() << 40) | (trade.units() << 32);
        uint256 word1 = (uint256(uint160(sell.account())) << 96) | (sellHead.laneAndSeq() << 56) | fees;
        uint256 word2 = (sell.series() << 224) | (buy.position() << 128) | (sell.position() << 80) | priceAndSerial;
        return RecordWriter.append(recordAt, word0, word1, word2);
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
