// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry, AccountEntryLib} from "./libraries/AccountEntry.sol";
import {Batch} from "./libraries/Batch.sol";
import {Bits} from "./libraries/Bits.sol";
import {KeyWord} from "./libraries/KeyWord.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry, OrderEntryLib} from "./libraries/OrderEntry.sol";
import {OrderSignature} from "./libraries/OrderSignature.sol";
import {ProfileWord} from "./libraries/ProfileWord.sol";
import {SeriesEntry, SeriesEntryLib} from "./libraries/SeriesEntry.sol";
import {Participants} from "./Participants.sol";
import {OrderFlags, UnitChoice} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";
import {AccountState, KeyKind} from "./types/Status.sol";

/// @title Orders
/// @notice Reads the orders of a batch, each checked once: form, key, terms, account, signature. What depends on other trades of the
/// batch (lane, money, units) is checked trade by trade.
/// @dev Arithmetic is unchecked throughout: fields of at most 48 bits, offsets inside the calldata and addresses in memory.
abstract contract Orders is Participants {
    uint256 internal constant MAX_LIFE = 30 days;
    /// @dev IOC, FOK and market orders have no business in a later minute.
    uint256 internal constant MAX_LIFE_IMMEDIATE = 60 seconds;
    /// @dev Prices are stored in 44 bits of the unit word: 17.5 million.
    uint256 internal constant MAX_PRICE = 2 ** 44 - 1;

    uint256 private constant ORDER_BYTES = 99;
    uint256 private constant POSITION_AT = 29;
    uint256 private constant SIGNATURE_AT = 35;
    uint256 private constant UNIT_ID_BYTES = 8;
    uint256 private constant P256_KEY_BYTES = 64;
    uint256 private constant FORM_UNIT_ID = 1;
    uint256 private constant FORM_P256 = 2;
    /// @dev IOC and FOK are the classes with the high bit set.
    uint256 private constant IMMEDIATE_MASK = OrderFlags.MARKET | (2 << OrderFlags.CLASS_SHIFT);
    /// @dev `TradingKey.scope` without a limit of notional (exponent 31) and without a sell floor.
    uint256 private constant SCOPE_LIMITS_MASK = 0xfff;
    uint256 private constant SCOPE_NO_LIMITS = 31 << 7;
    uint256 private constant MONEY_UNIT = 1e6;

    function _readOrders(Batch memory batch) internal view {
        unchecked {
            uint256 count = batch.orderCount;
            uint256 location = MemoryTable.allocate(count * OrderEntryLib.SIZE);
            uint256 cursor = batch.cursor;
            uint256 previousKey = 0;
            uint256 previousLaneWord = 0;
            batch.orderTable = location;
            for (uint256 i = 0; i < count; ++i) {
                OrderEntry order = OrderEntry.wrap(location);
                (uint256 sortKey, uint256 form) = _readOrder(batch, order, cursor);
                require(sortKey > previousKey, IBatches.Settlement_OrdersUnsorted(i));
                previousLaneWord = _findLane(batch, order, previousKey, sortKey, previousLaneWord);
                previousKey = sortKey;
                order.setCode(_orderCode(batch, order, cursor, form));
                cursor += _sizeOf(form);
                location += OrderEntryLib.SIZE;
            }
            batch.cursor = cursor;
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 READING
    //////////////////////////////////////////////////////////////*/

    /// @dev Lanes above 127 and sequence 0 cannot be stored, hence malformed like what cannot be read.
    /// @return sortKey Account index, lane and sequence: strictly ascending over the orders of a batch.
    function _readOrder(Batch memory batch, OrderEntry order, uint256 cursor) private pure returns (uint256 sortKey, uint256 form) {
        unchecked {
            uint256 head = _calldataWord(cursor);
            form = head >> 248;
            uint256 accountIndex = (head >> 232) & 0xffff;
            uint256 seriesIndex = (head >> 224) & 0xff;
            uint256 lane = (head >> 120) & 0xff;
            uint256 seq = (head >> 88) & 0xffffffff;
            uint256 flaws =
                Bits.when(cursor + _sizeOf(form) > batch.end) |
                    Bits.when(accountIndex >= batch.accountCount) |
                    Bits.when(seriesIndex >= batch.seriesCount) |
                    Bits.when(form > (FORM_UNIT_ID | FORM_P256)) |
                    Bits.when(lane > LaneField.LAST_LANE) |
                    Bits.when(seq == 0);
            require(flaws == 0, IBatches.Settlement_Malformed(cursor - batch.start));

            order.setTypeHash(OrderSignature.TYPE_HASH);
            order.setFlags((head >> 208) & 0xffff);
            order.setPrice((head >> 160) & 0xffffffffffff);
            order.setQuantity((head >> 128) & 0xffffffff);
            order.setLane(lane);
            order.setSeq(seq);
            order.setExpiry((head >> 48) & 0xffffffffff);
            order.setMaxFeeBps((head >> 32) & 0xffff);
            order.setMinResalesLeft((head >> 24) & 0xff);
            order.setUnitId(form & FORM_UNIT_ID == 0 ? 0 : _calldataWord(cursor + ORDER_BYTES) >> 192);
            order.setPosition(_calldataWord(cursor + POSITION_AT) >> 208);
            AccountEntry owner = AccountEntry.wrap(batch.accountTable + accountIndex * AccountEntryLib.SIZE);
            SeriesEntry terms = SeriesEntry.wrap(batch.seriesTable + seriesIndex * SeriesEntryLib.SIZE);
            order.setOwner(owner);
            order.setTerms(terms);
            order.setAccount(owner.account());
            order.setSeries(terms.series());
            sortKey = (accountIndex << 40) | (lane << 32) | seq;
        }
    }

    function _sizeOf(uint256 form) private pure returns (uint256) {
        unchecked {
            return ORDER_BYTES + (form & FORM_UNIT_ID) * UNIT_ID_BYTES + (form >> 1) * P256_KEY_BYTES;
        }
    }

    /// @dev Lanes 0 and 1 lie in the account's running word; a word of further lanes is read once and shared by the orders that use it,
    /// which follow each other because orders are sorted by account and lane.
    /// @return laneWord What is set in the order.
    function _findLane(
        Batch memory batch,
        OrderEntry order,
        uint256 previousKey,
        uint256 sortKey,
        uint256 previousLaneWord
    ) private view returns (uint256 laneWord) {
        uint8 lane = uint8(order.lane());
        order.setLaneShift(LaneField.shift(lane));
        laneWord = order.owner().wordLocation();
        if (lane > 1) {
            uint256 wordIndex = LaneField.wordIndex(lane);
            uint8 previousLane = uint8(previousKey >> 32);
            bool isSameAccount = previousKey >> 40 == sortKey >> 40;
            if (isSameAccount && previousLane > 1 && LaneField.wordIndex(previousLane) == wordIndex) {
                laneWord = previousLaneWord;
            } else {
                laneWord = MemoryTable.allocate(32);
                MemoryTable.store(laneWord, 0, _lanes[order.account()][wordIndex]);
                batch.hasExtraLanes = true;
            }
        }
        order.setLaneWord(laneWord);
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    /// @dev Cheap reasons first, the signature last. Sets the epoch, which the digest needs.
    function _orderCode(Batch memory batch, OrderEntry order, uint256 cursor, uint256 form) private view returns (uint256 code) {
        if (!_isWellFormed(order)) return SkipCode.ORDER_INVALID;
        AccountEntry owner = order.owner();
        KeyWord key = _keyOf(owner, order.flags());
        if (key.key() == address(0)) return SkipCode.NO_KEY;
        unchecked {
            // Zero wraps around and never expires; otherwise expiryDay < today.
            if (uint256(key.expiryDay()) - 1 < batch.today - 1) return SkipCode.KEY_EXPIRED;
        }
        code = _termsCode(order, key.scope());
        if (code == SkipCode.FILLED) code = _accountCode(batch, order, owner.profile());
        if (code == SkipCode.FILLED) {
            order.setEpoch(key.epoch());
            if (!_isSigned(batch, order, key, cursor, form)) code = SkipCode.BAD_SIGNATURE;
        }
    }

    function _isWellFormed(OrderEntry order) private pure returns (bool) {
        uint256 flags = order.flags();
        uint256 isSell = flags & OrderFlags.SELL;
        uint256 isPrimary = (flags >> 5) & 1;
        uint256 choice = (flags >> OrderFlags.CHOICE_SHIFT) & 3;
        unchecked {
            uint256 flaws =
                (flags & OrderFlags.UNUSED_MASK) |
                    Bits.when(choice > UnitChoice.ANY) |
                    Bits.when(isPrimary > isSell) |
                    Bits.when(order.price() - 1 >= MAX_PRICE);
            // A NAMED resale has one unit and says which; nothing else names one.
            uint256 isNamed = Bits.when(choice == UnitChoice.NAMED) & isSell & (1 - isPrimary);
            uint256 quantity = order.quantity();
            flaws |= Bits.when(quantity == 0) | (isNamed & Bits.when(quantity > 1)) | (isNamed ^ Bits.when(order.unitId() != 0));
            return flaws == 0;
        }
    }

    function _keyOf(AccountEntry owner, uint256 flags) private view returns (KeyWord) {
        uint256 index = (flags & OrderFlags.KEY_INDEX_MASK) >> OrderFlags.KEY_INDEX_SHIFT;
        return index == 0 ? owner.profile().tradingKey() : _keys[owner.account()][index];
    }

    /// @dev Time, series, price and what the key may sign.
    function _termsCode(OrderEntry order, uint256 scope) private view returns (uint256) {
        SeriesEntry terms = order.terms();
        unchecked {
            uint256 life = order.expiry() - block.timestamp; // An expired order wraps around to a very long life.
            uint256 maxLife = order.flags() & IMMEDIATE_MASK == 0 ? MAX_LIFE : MAX_LIFE_IMMEDIATE;
            if (life > maxLife) return order.expiry() < block.timestamp ? SkipCode.ORDER_EXPIRED : SkipCode.EXPIRY_TOO_FAR;
        }
        if (terms.code() != SkipCode.FILLED) return terms.code();
        if (order.price() > terms.maxPrice()) return SkipCode.PRICE_ABOVE_FACE;
        return _isInScope(order, terms, scope) ? SkipCode.FILLED : SkipCode.OUT_OF_SCOPE;
    }

    /// @dev `scope` as in `TradingKey`: sides 2 (buy, sell) | class 2 (utility, security) | notional exponent 5 | sell floor 7.
    function _isInScope(OrderEntry order, SeriesEntry terms, uint256 scope) private pure returns (bool) {
        unchecked {
            uint256 isSell = order.flags() & OrderFlags.SELL;
            uint256 mayTrade = (scope >> (14 + isSell)) & (scope >> (12 + terms.isSecurity())) & 1;
            if (scope & SCOPE_LIMITS_MASK == SCOPE_NO_LIMITS) return mayTrade == 1;

            uint256 exponent = (scope >> 7) & 31;
            uint256 floor = (scope & 127) * terms.a().face() * isSell;
            bool isBelowLimit = exponent == 31 || order.price() * order.quantity() <= MONEY_UNIT << exponent;
            return mayTrade == 1 && isBelowLimit && order.price() * 100 >= floor;
        }
    }

    /// @dev Expired identity never blocks a sale.
    function _accountCode(Batch memory batch, OrderEntry order, ProfileWord profile) private pure returns (uint256) {
        bool isBuy = order.flags() & OrderFlags.SELL == 0;
        if (!profile.isClear()) {
            if (profile.isSanctioned()) return SkipCode.ACCOUNT_SANCTIONED;
            if (profile.state() > (isBuy ? AccountState.ACTIVE : AccountState.RESTRICTED)) return SkipCode.ACCOUNT_STATE;
            if (profile.hasBrakeHint()) return SkipCode.BRAKED;
        }
        if (profile.level() == 0) return SkipCode.LEVEL_TOO_LOW;
        if (isBuy) {
            if (profile.kycExpiryDay() < batch.today) return SkipCode.KYC_EXPIRED;
            if (order.terms().isSecurity() == 1) {
                if (profile.level() < 2) return SkipCode.LEVEL_TOO_LOW;
                if (!profile.isAccredited()) return SkipCode.NOT_ACCREDITED;
            }
        }
        return SkipCode.FILLED;
    }

    function _isSigned(Batch memory batch, OrderEntry order, KeyWord key, uint256 cursor, uint256 form) private view returns (bool) {
        unchecked {
            bytes32 digest = OrderSignature.digestOf(order, batch.domainSeparator);
            bytes32 r = bytes32(_calldataWord(cursor + SIGNATURE_AT));
            bytes32 vs = bytes32(_calldataWord(cursor + SIGNATURE_AT + 32));
            if (form >> 1 != key.kind()) return false;
            if (key.kind() == KeyKind.SECP256K1) return OrderSignature.isSignedBy(digest, r, vs, key.key());

            uint256 keyAt = cursor + ORDER_BYTES + (form & FORM_UNIT_ID) * UNIT_ID_BYTES;
            bytes32 x = bytes32(_calldataWord(keyAt));
            bytes32 y = bytes32(_calldataWord(keyAt + 32));
            return OrderSignature.isSignedByP256(digest, r, vs, x, y, key.key());
        }
    }
}
