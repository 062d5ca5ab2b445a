// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry} from "./libraries/AccountEntry.sol";
import {Batch, Taint} from "./libraries/Batch.sol";
import {Bits} from "./libraries/Bits.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry, OrderEntryLib} from "./libraries/OrderEntry.sol";
import {Records, RecordWriter} from "./libraries/RecordWriter.sol";
import {SeriesEntry} from "./libraries/SeriesEntry.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {Trade} from "./libraries/Trade.sol";
import {UnitWord} from "./libraries/UnitWord.sol";
import {TradeChecks} from "./TradeChecks.sol";
import {OrderFlags} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";

/// @title Trades
/// @notice Carries out the trades of a batch in order on running balances. A trade is checked whole before anything of it is applied, so a
/// skipped one leaves no trace but its record.
/// @dev Arithmetic is unchecked throughout: see `TradeChecks`; balances are compared there before they change here.
/// @dev Invariant: the sum of account cash, held money and accrued fees is unchanged by every trade.
abstract contract Trades is TradeChecks {
    uint256 internal constant MAX_UNITS_PER_TRADE = 100;

    uint256 private constant TRADE_BYTES = 5;
    uint256 private constant SERIALS_PER_WORD = 8;

    uint256 private constant INFO_SELLER_TAKER = 1 << 0;
    uint256 private constant INFO_PRIMARY = 1 << 1;
    uint256 private constant INFO_TO_WALLET = 1 << 2;

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
            trade.cost = trade.units * (price + (price * buyFeeBps) / BPS);
            trade.proceeds = trade.units * (price - (price * sellFeeBps) / BPS);
        }
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
            uint256 gross = units * trade.price;
            terms.setGross(terms.gross() + gross);
            terms.setBuyerFees(terms.buyerFees() + trade.cost - gross);
            terms.setIssuanceFees(terms.issuanceFees() + gross - trade.proceeds);

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
