// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry, Batch, BatchTables, OrderEntry, SeriesEntry, Taint} from "./libraries/BatchTables.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {Records, RecordWriter} from "./libraries/RecordWriter.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {Orders} from "./Orders.sol";
import {OrderFlags} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";
import {UnitStatus} from "./types/Status.sol";

/// @notice The trade at hand; one instance serves the whole batch.
/// @param serialsAt Where the serials of a secondary sale begin in calldata.
/// @param price Per unit: the maker's limit.
/// @param buyFee Per unit, floor in the buyer's favour; `sellFee` likewise (a primary sale's issuance fee).
/// @param resalesLeft Of every unit after a primary sale; a secondary sale looks at each unit.
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
    bool isSellerTaker;
    bool isPrimary;
}

/// @title Trades
/// @notice Carries out the trades of a batch in order on running balances. A trade is checked whole before anything of it is applied, so a
/// skipped one leaves no trace but its record.
/// @dev An outcome is code 8 << 8 | info 8, as the two lie in the record; zero is a fill.
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

    uint256 private constant CHOICE_NAMED = 0;
    uint256 private constant CHOICE_RESOLD = 1;

    function _settleTrades(Batch memory batch) internal returns (Records memory records) {
        records = RecordWriter.open(batch.journalHead, _recordCapacity(batch));
        Trade memory trade;
        for (uint256 i = 0; i < batch.tradeCount; ++i) {
            _readTrade(batch, trade);
            uint256 outcome = _check(batch, trade);
            if (outcome == SkipCode.FILLED) {
                uint256 firstSerial = trade.isPrimary ? _sellFirst(trade) : _resell(batch, trade);
                _record(records, trade, 0, firstSerial);
                if (!trade.isPrimary) _recordFurtherSerials(records, trade);
            } else {
                _record(records, trade, outcome | _causeOf(outcome, trade), 0);
                trade.buyer.taint |= Taint.MISSED_UNITS;
                trade.seller.taint |= Taint.MISSED_CASH;
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
        uint256 cursor = batch.cursor;
        uint256 offset = cursor - batch.start;
        uint256 head = _calldataWord(cursor);
        uint256 buyIndex = head >> 240;
        uint256 sellIndex = uint16(head >> 224);
        uint256 units = uint8(head >> 217) & 127;
        require(
            cursor + TRADE_BYTES <= batch.end &&
                buyIndex < batch.orderCount &&
                sellIndex < batch.orderCount &&
                units > 0 &&
                units <= MAX_UNITS_PER_TRADE,
            IBatches.Settlement_Malformed(offset)
        );

        OrderEntry memory buy = BatchTables.orderAt(batch.orderTable + buyIndex * BatchTables.ORDER_SIZE);
        OrderEntry memory sell = BatchTables.orderAt(batch.orderTable + sellIndex * BatchTables.ORDER_SIZE);
        bool isPrimary = sell.flags & OrderFlags.PRIMARY != 0;
        uint256 next = cursor + TRADE_BYTES + (isPrimary ? 0 : units * SERIAL_BYTES);
        require(next <= batch.end, IBatches.Settlement_Malformed(offset));
        batch.cursor = next;

        trade.buy = buy;
        trade.sell = sell;
        trade.buyer = BatchTables.accountAt(buy.owner);
        trade.seller = BatchTables.accountAt(sell.owner);
        trade.terms = BatchTables.seriesAt(sell.terms);
        trade.units = units;
        trade.serialsAt = cursor + TRADE_BYTES;
        trade.isPrimary = isPrimary;
        trade.isSellerTaker = (head >> 216) & 1 == 1;
        _price(batch, trade);
    }

    /// @dev Prices have at most 48 bits and rates 16, so nothing here overflows.
    function _price(Batch memory batch, Trade memory trade) private pure {
        uint256 takerBps = batch.state.takerBps();
        uint256 makerBps = batch.state.makerBps();
        bool isSellerTaker = trade.isSellerTaker;
        uint256 price = isSellerTaker ? trade.buy.price : trade.sell.price;
        uint256 buyFeeBps = isSellerTaker ? makerBps : takerBps;
        uint256 sellFeeBps =
            trade.isPrimary
                ? trade.terms.b.issuanceFeeBps()
                : isSellerTaker
                    ? takerBps
                    : makerBps;
        trade.price = price;
        trade.buyFeeBps = buyFeeBps;
        trade.sellFeeBps = sellFeeBps;
        unchecked {
            trade.buyFee = (price * buyFeeBps) / BPS;
            trade.sellFee = (price * sellFeeBps) / BPS;
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    function _check(Batch memory batch, Trade memory trade) private view returns (uint256 outcome) {
        OrderEntry memory buy = trade.buy;
        OrderEntry memory sell = trade.sell;
        if (buy.code | sell.code != SkipCode.FILLED) {
            uint256 sides = (buy.code == 0 ? 0 : BUY_SIDE) | (sell.code == 0 ? 0 : SELL_SIDE);
            return _skip(buy.code == 0 ? sell.code : buy.code, sides);
        }
        outcome = _checkPair(trade);
        if (outcome == 0) outcome = _checkRules(batch, trade);
        if (outcome == 0) outcome = _checkLane(buy, trade.units, BUY_SIDE);
        if (outcome == 0) outcome = _checkLane(sell, trade.units, SELL_SIDE);
        if (outcome == 0) outcome = trade.isPrimary ? _checkPrimary(trade) : _checkUnits(batch, trade);
        if (outcome == 0) outcome = _checkMoney(trade);
    }

    /// @dev No one order is to blame: a matcher paired what does not belong together.
    function _checkPair(Trade memory trade) private pure returns (uint256) {
        OrderEntry memory buy = trade.buy;
        OrderEntry memory sell = trade.sell;
        if (buy.flags & OrderFlags.SELL != 0 || sell.flags & OrderFlags.SELL == 0) return _skip(SkipCode.WRONG_SIDES, BOTH_SIDES);
        if (buy.terms != sell.terms) return _skip(SkipCode.SERIES_MISMATCH, BOTH_SIDES);
        if ((buy.flags ^ sell.flags) & OrderFlags.FINAL != 0) return _skip(SkipCode.MARKET_MISMATCH, BOTH_SIDES);
        if (buy.owner == sell.owner) return _skip(SkipCode.SELF_TRADE, BOTH_SIDES);
        if (buy.price < sell.price) return _skip(SkipCode.PRICE_NOT_CROSSED, BOTH_SIDES);
        return SkipCode.FILLED;
    }

    /// @dev Under the open rules both orders signed OPEN_SETTLE and the caller takes what rests.
    function _checkRules(Batch memory batch, Trade memory trade) private pure returns (uint256) {
        OrderEntry memory buy = trade.buy;
        OrderEntry memory sell = trade.sell;
        (OrderEntry memory taker, uint256 takerSide) = trade.isSellerTaker ? (sell, SELL_SIDE) : (buy, BUY_SIDE);
        if (taker.flags & OrderFlags.POST_ONLY != 0) return _skip(SkipCode.POST_ONLY_TAKER, takerSide);
        if (buy.maxFeeBps < trade.buyFeeBps) return _skip(SkipCode.FEE_ABOVE_CAP, BUY_SIDE);
        if (sell.maxFeeBps < trade.sellFeeBps) return _skip(SkipCode.FEE_ABOVE_CAP, SELL_SIDE);
        if (batch.openCaller != address(0)) {
            if (buy.flags & OrderFlags.OPEN_SETTLE == 0) return _skip(SkipCode.NOT_OPEN_SETTLE, BUY_SIDE);
            if (sell.flags & OrderFlags.OPEN_SETTLE == 0) return _skip(SkipCode.NOT_OPEN_SETTLE, SELL_SIDE);
            if (taker.account != batch.openCaller) return _skip(SkipCode.NOT_OPEN_SETTLE, takerSide);
        }
        // The issuer's rate was fixed with the series; a cap lowered since stops the sale rather than change what a refund returns.
        if (trade.isPrimary && trade.sellFeeBps > batch.state.issuerCapBps()) return _skip(SkipCode.FEE_ABOVE_CAP, SELL_SIDE);
        return SkipCode.FILLED;
    }

    function _checkLane(OrderEntry memory order, uint256 units, uint256 side) private pure returns (uint256) {
        uint64 field = LaneField.read(BatchTables.load(order.laneWord), order.laneShift);
        uint256 seq = LaneField.seqOf(field);
        if (order.seq < seq) return _skip(SkipCode.ORDER_REPLACED, side);
        if (order.seq - seq > LaneField.MAX_JUMP) return _skip(SkipCode.LANE_JUMP, side);
        uint256 filled = order.seq == seq ? LaneField.filledOf(field) : 0;
        return filled + units > order.quantity ? _skip(SkipCode.ORDER_FILLED, side) : SkipCode.FILLED;
    }

    function _checkPrimary(Trade memory trade) private pure returns (uint256) {
        SeriesEntry memory terms = trade.terms;
        if (terms.a.issuer() != trade.seller.account) return _skip(SkipCode.NOT_THE_ISSUER, SELL_SIDE);
        if (!terms.isIssuerActive) return _skip(SkipCode.ISSUER_NOT_ACTIVE, SELL_SIDE);
        if (uint256(terms.b.minted()) + trade.units > terms.b.supply()) return _skip(SkipCode.SUPPLY_EXHAUSTED, SELL_SIDE);
        if (trade.price - trade.sellFee < terms.b.reservePerUnit()) return _skip(SkipCode.PRIMARY_BELOW_RESERVE, SELL_SIDE);
        if (terms.resaleLimit < trade.buy.minResalesLeft) return _skip(SkipCode.RESALES_LEFT, BUY_SIDE);
        if ((terms.resaleLimit == 0) != (trade.buy.flags & OrderFlags.FINAL != 0)) return _skip(SkipCode.WRONG_MARKET, BOTH_SIDES);
        return SkipCode.FILLED;
    }

    /// @dev Serials ascend strictly: oldest first, and no unit twice.
    function _checkUnits(Batch memory batch, Trade memory trade) private view returns (uint256 outcome) {
        uint256 cursor = trade.serialsAt;
        uint256 previous = 0;
        for (uint256 i = 0; i < trade.units; ++i) {
            uint256 serial = _calldataWord(cursor) >> 224;
            require(serial > previous, IBatches.Settlement_Malformed(cursor - batch.start));
            previous = serial;
            outcome = _checkUnit(trade, _tokenIdOf(trade.terms, serial));
            if (outcome != SkipCode.FILLED) return outcome;
            unchecked {
                cursor += SERIAL_BYTES; // Inside the calldata, as `_readTrade` checked.
            }
        }
    }

    function _checkUnit(Trade memory trade, uint256 tokenId) private view returns (uint256) {
        UnitWord unit = _units[tokenId];
        if (unit.status() != UnitStatus.ACTIVE) return _skip(SkipCode.UNIT_ENDED, SELL_SIDE);
        if (unit.owner() != trade.seller.account) return _skip(SkipCode.UNIT_NOT_OWNED, SELL_SIDE);
        if (!unit.inMarket()) return _skip(SkipCode.UNIT_NOT_IN_MARKET, SELL_SIDE);

        uint256 changes = unit.changes();
        uint256 limit = trade.terms.resaleLimit;
        if (changes >= limit) return _skip(SkipCode.RESALE_LIMIT, SELL_SIDE);
        uint256 choice = (trade.sell.flags & OrderFlags.CHOICE_MASK) >> OrderFlags.CHOICE_SHIFT;
        if ((choice == CHOICE_NAMED && tokenId != trade.sell.unitId) || (choice == CHOICE_RESOLD && changes == 0)) {
            return _skip(SkipCode.WRONG_UNIT, SELL_SIDE);
        }
        uint256 resalesLeft;
        unchecked {
            resalesLeft = limit - changes - 1; // changes < limit.
        }
        if ((resalesLeft == 0) != (trade.sell.flags & OrderFlags.FINAL != 0)) return _skip(SkipCode.WRONG_MARKET, SELL_SIDE);
        return resalesLeft < trade.buy.minResalesLeft ? _skip(SkipCode.RESALES_LEFT, SELL_SIDE) : SkipCode.FILLED;
    }

    function _checkMoney(Trade memory trade) private pure returns (uint256) {
        uint256 units = trade.units;
        if (trade.buyer.word.cash() < units * (trade.price + trade.buyFee)) return _skip(SkipCode.INSUFFICIENT_CASH, BUY_SIDE);
        if (trade.buyer.word.units() + units > type(uint32).max) return _skip(SkipCode.BALANCE_OVERFLOW, BUY_SIDE);
        if (!trade.isPrimary && trade.seller.word.cash() + units * (trade.price - trade.sellFee) > type(uint64).max) {
            return _skip(SkipCode.BALANCE_OVERFLOW, SELL_SIDE);
        }
        return SkipCode.FILLED;
    }

    function _skip(uint256 code, uint256 sides) private pure returns (uint256) {
        return (code << 8) | sides;
    }

    /// @dev A seller skipped before lacks the cash, a buyer skipped before the units, and a lane skipped before may lack a step.
    function _causeOf(uint256 outcome, Trade memory trade) private pure returns (uint256) {
        uint256 code = outcome >> 8;
        uint256 taint = outcome & BUY_SIDE != 0 ? trade.buyer.taint : trade.seller.taint;
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
        SeriesEntry memory terms = trade.terms;
        uint256 units = trade.units;
        uint256 minted = terms.b.minted();
        UnitWord unit = UnitWord
            .wrap(0)
            .withOwner(trade.buyer.account)
            .withInMarket(trade.buy.flags & OrderFlags.TO_WALLET == 0)
            .withSoldAt(uint32(block.timestamp))
            .withPrice(uint48(trade.price))
            .withBuyerFeeBps(uint8(trade.buyFeeBps));
        unchecked {
            // Sums of money the buyers have, and of units below the supply: `_checkMoney` and `_checkPrimary`.
            terms.soldUnits += units;
            terms.gross += units * trade.price;
            terms.buyerFees += units * trade.buyFee;
            terms.issuanceFees += units * trade.sellFee;
            terms.b = terms.b.withMinted(uint32(minted + units));
            firstSerial = minted + 1;
        }
        for (uint256 i = 0; i < units; ++i) {
            uint256 tokenId = _tokenIdOf(terms, firstSerial + i);
            _units[tokenId] = unit;
            emit IERC721.Transfer(address(0), trade.buyer.account, tokenId);
        }
        _fillLane(trade.sell, units);
        _payAndReceive(trade);
    }

    function _resell(Batch memory batch, Trade memory trade) private returns (uint256 firstSerial) {
        uint256 units = trade.units;
        address buyer = trade.buyer.account;
        address seller = trade.seller.account;
        bool staysInMarket = trade.buy.flags & OrderFlags.TO_WALLET == 0;
        uint256 cursor = trade.serialsAt;
        firstSerial = _calldataWord(cursor) >> 224;
        for (uint256 i = 0; i < units; ++i) {
            uint256 tokenId = _tokenIdOf(trade.terms, _calldataWord(cursor) >> 224);
            UnitWord unit = _units[tokenId];
            _units[tokenId] = unit.withOwner(buyer).withChanges(unit.changes() + 1).withInMarket(staysInMarket);
            emit IERC721.Transfer(seller, buyer, tokenId);
            unchecked {
                cursor += SERIAL_BYTES; // Inside the calldata, as `_readTrade` checked.
            }
        }
        unchecked {
            // Bounded by the buyer's cash and checked for the seller in `_checkMoney`.
            batch.earned += units * (trade.buyFee + trade.sellFee);
            AccountEntry memory sellerEntry = trade.seller;
            _fillLane(trade.sell, units);
            sellerEntry.word = sellerEntry.word.withCash(uint64(sellerEntry.word.cash() + units * (trade.price - trade.sellFee))).withUnits(
                uint32(sellerEntry.word.units() - units)
            );
        }
        _payAndReceive(trade);
    }

    /// @dev The lane may lie in the account word: both are changed in memory, one after the other.
    function _payAndReceive(Trade memory trade) private pure {
        AccountEntry memory buyer = trade.buyer;
        _fillLane(trade.buy, trade.units);
        unchecked {
            // Checked in `_checkMoney`.
            buyer.word = buyer.word.withCash(uint64(buyer.word.cash() - trade.units * (trade.price + trade.buyFee))).withUnits(
                uint32(buyer.word.units() + trade.units)
            );
        }
    }

    function _fillLane(OrderEntry memory order, uint256 units) private pure {
        uint256 word = BatchTables.load(order.laneWord);
        uint64 field = LaneField.read(word, order.laneShift);
        uint256 filled = LaneField.seqOf(field) == order.seq ? LaneField.filledOf(field) : 0;
        unchecked {
            field = LaneField.pack(uint32(order.seq), uint32(filled + units)); // At most the order's quantity: `_checkLane`.
        }
        BatchTables.store(order.laneWord, LaneField.write(word, order.laneShift, field));
    }

    function _tokenIdOf(SeriesEntry memory terms, uint256 serial) private pure returns (uint256) {
        return (terms.series << 32) | serial;
    }

    /*//////////////////////////////////////////////////////////////
                                 RECORDS
    //////////////////////////////////////////////////////////////*/

    /// @param outcome Code and info of a skip; 0 for a fill.
    function _record(Records memory records, Trade memory trade, uint256 outcome, uint256 firstSerial) private pure {
        OrderEntry memory buy = trade.buy;
        OrderEntry memory sell = trade.sell;
        uint256 info =
            (trade.isSellerTaker ? INFO_SELLER_TAKER : 0) |
                (trade.isPrimary ? INFO_PRIMARY : 0) |
                (buy.flags & OrderFlags.TO_WALLET == 0 ? 0 : INFO_TO_WALLET);
        uint256 who = (uint256(uint160(buy.account)) << 96) | ((outcome | info) << 80);
        RecordWriter.append(records, who | (buy.lane << 72) | (buy.seq << 40) | (trade.units << 32));
        uint256 fees = outcome == 0 ? (trade.buyFeeBps << 40) | (trade.sellFeeBps << 24) : 0;
        RecordWriter.append(records, (uint256(uint160(sell.account)) << 96) | (sell.lane << 88) | (sell.seq << 56) | fees);
        uint256 what = (sell.series << 224) | (trade.price << 176);
        RecordWriter.append(records, what | (buy.position << 128) | (sell.position << 80) | (firstSerial << 48));
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
