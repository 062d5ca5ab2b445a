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
import {OrderFlags} from "./types/Order.sol";
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
    /// @dev Bytes of an order by its form, a byte each from the low end: plain, unit id, P-256 key, both. A higher form is malformed anyway.
    uint256 private constant SIZES =
        ORDER_BYTES |
            ((ORDER_BYTES + UNIT_ID_BYTES) << 8) |
            ((ORDER_BYTES + P256_KEY_BYTES) << 16) |
            ((ORDER_BYTES + UNIT_ID_BYTES + P256_KEY_BYTES) << 24);
    uint256 private constant FORM_UNIT_ID = 1;
    uint256 private constant FORM_P256 = 2;
    /// @dev What no order may have in its first word: further bits of the form, a lane above 127.
    uint256 private constant HEAD_UNUSED_MASK = (0xfc << 248) | (1 << 127);
    uint256 private constant LANE_AND_SEQ_MASK = type(uint40).max;

    /// @dev A sell with this choice and nothing else set here is a NAMED resale.
    uint256 private constant KIND_MASK = OrderFlags.SELL | OrderFlags.PRIMARY | OrderFlags.CHOICE_MASK;
    /// @dev IOC and FOK are the classes with the high bit set.
    uint256 private constant IMMEDIATE_MASK = OrderFlags.MARKET | (2 << OrderFlags.CLASS_SHIFT);
    /// @dev `TradingKey.scope` without a limit of notional (exponent 31) and without a sell floor.
    uint256 private constant SCOPE_LIMITS_MASK = 0xfff;
    uint256 private constant SCOPE_NO_LIMITS = 31 << 7;
    uint256 private constant MONEY_UNIT = 1e6;

    function _readOrders(Batch memory batch) internal view {
        unchecked {
            uint256 location = MemoryTable.allocate(batch.orderCount * OrderEntryLib.SIZE);
            uint256 end = location + batch.orderCount * OrderEntryLib.SIZE;
            uint256 cursor = batch.cursor;
            uint256 previousKey = 0;
            uint256 previousLaneWord = 0;
            batch.orderTable = location;
            for (; location < end; location += OrderEntryLib.SIZE) {
                OrderEntry order = OrderEntry.wrap(location);
                (uint256 sortKey, uint256 next) = _readOrder(batch, order, cursor);
                if (sortKey <= previousKey) revert IBatches.Settlement_OrdersUnsorted((location - batch.orderTable) / OrderEntryLib.SIZE);
                if (order.lane() > 1) _findExtraLane(batch, order, previousKey, sortKey, previousLaneWord);
                previousLaneWord = order.laneWord();
                previousKey = sortKey;
                order.setCode(_codeOf(batch, order, cursor));
                cursor = next;
            }
            batch.cursor = cursor;
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 READING
    //////////////////////////////////////////////////////////////*/

    /// @dev Lanes above 127 and sequence 0 cannot be stored, hence malformed like what cannot be read.
    /// @return sortKey Account index, lane and sequence: strictly ascending over the orders of a batch.
    /// @return next Where the next order begins.
    function _readOrder(Batch memory batch, OrderEntry order, uint256 cursor) private pure returns (uint256 sortKey, uint256 next) {
        unchecked {
            uint256 head = _calldataWord(cursor);
            uint256 accountIndex = (head >> 232) & 0xffff;
            uint256 seriesIndex = (head >> 224) & 0xff;
            next = cursor + _sizeOf(head >> 248);
            uint256 flaws =
                (head & HEAD_UNUSED_MASK) |
                    Bits.when(next > batch.end) |
                    Bits.when(accountIndex >= batch.accountCount) |
                    Bits.when(seriesIndex >= batch.seriesCount) |
                    Bits.when((head >> 88) & 0xffffffff == 0);
            if (flaws != 0) revert IBatches.Settlement_Malformed(cursor - batch.start);

            AccountEntry owner = AccountEntry.wrap(batch.accountTable + accountIndex * AccountEntryLib.SIZE);
            SeriesEntry terms = SeriesEntry.wrap(batch.seriesTable + seriesIndex * SeriesEntryLib.SIZE);
            order.setOwner(owner);
            order.setTerms(terms);
            order.setAccount(owner.account());
            order.setSeries(terms.series());
            // Lanes 0 and 1 lie in the account's running word; `_findExtraLane` corrects the others.
            order.setLaneWord(owner.wordLocation());
            order.setLaneShift(LaneField.FIRST_IN_ACCOUNT_AT + ((head >> 114) & 64));
            order.setPosition(_calldataWord(cursor + POSITION_AT) >> 208);
            _unpack(order, head);
            order.setUnitId((head >> 248) & FORM_UNIT_ID == 0 ? 0 : _calldataWord(cursor + ORDER_BYTES) >> 192);
            sortKey = (accountIndex << 40) | ((head >> 88) & LANE_AND_SEQ_MASK);
        }
    }

    /// @dev The fixed fields of the EIP-712 encoding, from where they lie in the first word of the order.
    function _unpack(OrderEntry order, uint256 head) private pure {
        order.setTypeHash(OrderSignature.TYPE_HASH);
        order.setFlags((head >> 208) & 0xffff);
        order.setPrice((head >> 160) & 0xffffffffffff);
        order.setQuantity((head >> 128) & 0xffffffff);
        order.setLane((head >> 120) & 0xff);
        order.setSeq((head >> 88) & 0xffffffff);
        order.setExpiry((head >> 48) & 0xffffffffff);
        order.setMaxFeeBps((head >> 32) & 0xffff);
        order.setMinResalesLeft((head >> 24) & 0xff);
    }

    function _sizeOf(uint256 form) private pure returns (uint256) {
        unchecked {
            return (SIZES >> (form << 3)) & 0xff;
        }
    }

    /// @dev A word of further lanes is read once and shared by the orders that use it, which follow each other because orders are sorted
    /// by account and lane.
    function _findExtraLane(
        Batch memory batch,
        OrderEntry order,
        uint256 previousKey,
        uint256 sortKey,
        uint256 previousLaneWord
    ) private view {
        uint8 lane = uint8(sortKey >> 32);
        uint8 previousLane = uint8(previousKey >> 32);
        uint256 wordIndex = LaneField.wordIndex(lane);
        bool isSameAccount = previousKey >> 40 == sortKey >> 40;
        if (isSameAccount && previousLane > 1 && LaneField.wordIndex(previousLane) == wordIndex) {
            order.setLaneWord(previousLaneWord);
        } else {
            uint256 laneWord = MemoryTable.allocate(32);
            MemoryTable.store(laneWord, 0, _lanes[order.account()][wordIndex]);
            order.setLaneWord(laneWord);
            batch.hasExtraLanes = true;
        }
        order.setLaneShift(LaneField.shift(lane));
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    /// @dev Cheap reasons first, the signature last. Sets the epoch, which the digest needs.
    function _codeOf(Batch memory batch, OrderEntry order, uint256 cursor) private view returns (uint256 code) {
        KeyWord key = _keyOf(order.owner(), order.flags());
        if (!_isPlain(batch, order, key)) code = _reasonOf(batch, order, key);
        if (code == SkipCode.FILLED) {
            order.setEpoch(key.epoch());
            if (!_isSigned(batch, order, key, cursor)) code = key.key() == address(0) ? SkipCode.NO_KEY : SkipCode.BAD_SIGNATURE;
        }
    }

    function _keyOf(AccountEntry owner, uint256 flags) private view returns (KeyWord key) {
        uint256 index = (flags & OrderFlags.KEY_INDEX_MASK) >> OrderFlags.KEY_INDEX_SHIFT;
        key = owner.profile().tradingKey();
        if (index != 0) key = _keys[owner.account()][index];
    }

    /// @dev One jump for what nearly every order is: nothing against it, an unlimited key, an active account, and if it buys, a utility
    /// series. Whatever is not plain is looked at rule by rule; this must never call plain what `_reasonOf` refuses, but for a missing key,
    /// which signs nothing. A series that is not live has no price that is low enough.
    function _isPlain(Batch memory batch, OrderEntry order, KeyWord key) private view returns (bool) {
        unchecked {
            SeriesEntry terms = order.terms();
            ProfileWord profile = order.owner().profile();
            uint256 flags = order.flags();
            uint256 isBuy = 1 - (flags & OrderFlags.SELL);
            uint256 needed = ((2 ** 15) >> isBuy) | terms.scopeBit() | SCOPE_NO_LIMITS;
            uint256 flaws = (key.scope() & (needed | SCOPE_LIMITS_MASK)) ^ needed;
            flaws |= _formFlaws(order, flags) | profile.obstacles();
            flaws |= Bits.when(order.expiry() - block.timestamp > (flags & IMMEDIATE_MASK == 0 ? MAX_LIFE : MAX_LIFE_IMMEDIATE));
            flaws |= Bits.when(order.price() > terms.maxPrice()) | Bits.when(uint256(key.expiryDay()) - 1 < batch.today - 1);
            flaws |= isBuy & (terms.isSecurity() | Bits.when(profile.kycExpiryDay() < batch.today));
            return flaws == 0;
        }
    }

    /// @dev Non-zero when the order contradicts itself. A NAMED resale has one unit and says which; nothing else names one.
    function _formFlaws(OrderEntry order, uint256 flags) private pure returns (uint256 flaws) {
        unchecked {
            uint256 quantity = order.quantity();
            uint256 isUnitNamed = Bits.when(order.unitId() != 0);
            uint256 isNamed = Bits.when(flags & KIND_MASK == OrderFlags.SELL);
            flaws =
                (flags & OrderFlags.UNUSED_MASK) |
                Bits.when(flags & OrderFlags.CHOICE_MASK == OrderFlags.CHOICE_MASK) |
                Bits.when(flags & (OrderFlags.SELL | OrderFlags.PRIMARY) == OrderFlags.PRIMARY) |
                Bits.when(order.price() - 1 >= MAX_PRICE) |
                Bits.when(quantity == 0) |
                (isUnitNamed ^ isNamed) |
                (isUnitNamed & Bits.when(quantity > 1));
        }
    }

    /// @dev Why the order may not trade, besides its signature; FILLED when nothing is wrong after all.
    function _reasonOf(Batch memory batch, OrderEntry order, KeyWord key) private view returns (uint256) {
        if (_formFlaws(order, order.flags()) != 0) return SkipCode.ORDER_INVALID;
        if (key.key() == address(0)) return SkipCode.NO_KEY;
        if (key.expiryDay() != 0 && key.expiryDay() < batch.today) return SkipCode.KEY_EXPIRED;
        if (order.expiry() < block.timestamp) return SkipCode.ORDER_EXPIRED;
        uint256 maxLife = order.flags() & IMMEDIATE_MASK == 0 ? MAX_LIFE : MAX_LIFE_IMMEDIATE;
        if (order.expiry() > block.timestamp + maxLife) return SkipCode.EXPIRY_TOO_FAR;

        SeriesEntry terms = order.terms();
        if (terms.code() != SkipCode.FILLED) return terms.code();
        if (order.price() > terms.maxPrice()) return SkipCode.PRICE_ABOVE_FACE;
        if (!_isInScope(order, terms, key.scope())) return SkipCode.OUT_OF_SCOPE;
        return _accountReason(batch, order, order.owner().profile());
    }

    /// @dev `scope` as in `TradingKey`: sides 2 (buy, sell) | class 2 (utility, security) | notional exponent 5 | sell floor 7.
    function _isInScope(OrderEntry order, SeriesEntry terms, uint256 scope) private pure returns (bool) {
        unchecked {
            uint256 isSell = order.flags() & OrderFlags.SELL;
            uint256 exponent = (scope >> 7) & 31;
            return
                (scope >> (14 + isSell)) & 1 == 1 &&
                scope & terms.scopeBit() != 0 &&
                (exponent == 31 || order.price() * order.quantity() <= MONEY_UNIT << exponent) &&
                order.price() * 100 >= (scope & 127) * terms.a().face() * isSell;
        }
    }

    /// @dev Expired identity never blocks a sale.
    function _accountReason(Batch memory batch, OrderEntry order, ProfileWord profile) private pure returns (uint256) {
        bool isBuy = order.flags() & OrderFlags.SELL == 0;
        if (profile.isSanctioned()) return SkipCode.ACCOUNT_SANCTIONED;
        if (profile.state() > (isBuy ? AccountState.ACTIVE : AccountState.RESTRICTED)) return SkipCode.ACCOUNT_STATE;
        if (profile.level() == 0) return SkipCode.LEVEL_TOO_LOW;
        if (profile.hasBrakeHint()) return SkipCode.BRAKED;
        if (isBuy && profile.kycExpiryDay() < batch.today) return SkipCode.KYC_EXPIRED;
        if (isBuy && order.terms().isSecurity() == 1) {
            if (profile.level() < 2) return SkipCode.LEVEL_TOO_LOW;
            if (!profile.isAccredited()) return SkipCode.NOT_ACCREDITED;
        }
        return SkipCode.FILLED;
    }

    function _isSigned(Batch memory batch, OrderEntry order, KeyWord key, uint256 cursor) private view returns (bool isSigned) {
        unchecked {
            bytes32 digest = OrderSignature.digestOf(order, batch.domainSeparator);
            bytes32 r = bytes32(_calldataWord(cursor + SIGNATURE_AT));
            bytes32 vs = bytes32(_calldataWord(cursor + SIGNATURE_AT + 32));
            uint256 form = _calldataWord(cursor) >> 248;
            uint256 kind = key.kind();
            if ((form >> 1) | kind == KeyKind.SECP256K1) {
                isSigned = OrderSignature.isSignedBy(digest, r, vs, key.key());
            } else if (form >> 1 == kind) {
                uint256 keyAt = cursor + ORDER_BYTES + (form & FORM_UNIT_ID) * UNIT_ID_BYTES;
                bytes32 x = bytes32(_calldataWord(keyAt));
                bytes32 y = bytes32(_calldataWord(keyAt + 32));
                isSigned = OrderSignature.isSignedByP256(digest, r, vs, x, y, key.key());
            }
        }
    }
}
