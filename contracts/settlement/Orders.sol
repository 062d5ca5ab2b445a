// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry, AccountEntryLib} from "./libraries/AccountEntry.sol";
import {Batch} from "./libraries/Batch.sol";
import {Bits} from "./libraries/Bits.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry, OrderEntryLib} from "./libraries/OrderEntry.sol";
import {OrderHead} from "./libraries/OrderHead.sol";
import {OrderScratch, OrderSignature} from "./libraries/OrderSignature.sol";
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

    uint256 private constant ORDER_BYTES = 99;
    uint256 private constant SIGNATURE_AT = 35;
    uint256 private constant UNIT_ID_BYTES = 8;
    uint256 private constant P256_KEY_BYTES = 64;
    /// @dev Bytes of an order by its form, a byte each from the low end: plain, unit id, P-256 key, both. A higher form is malformed anyway.
    uint256 private constant SIZES =
        ORDER_BYTES |
            ((ORDER_BYTES + UNIT_ID_BYTES) << 8) |
            ((ORDER_BYTES + P256_KEY_BYTES) << 16) |
            ((ORDER_BYTES + UNIT_ID_BYTES + P256_KEY_BYTES) << 24);

    /// @dev A sell with this choice and nothing else set here is a NAMED resale.
    uint256 private constant KIND_MASK = OrderFlags.SELL | OrderFlags.PRIMARY | OrderFlags.CHOICE_MASK;
    /// @dev IOC and FOK are the classes with the high bit set.
    uint256 private constant IMMEDIATE_MASK = OrderFlags.MARKET | (2 << OrderFlags.CLASS_SHIFT);
    uint256 private constant MONEY_UNIT = 1e6;

    function _readOrders(Batch memory batch) internal view {
        unchecked {
            OrderScratch scratch = OrderSignature.open(batch.domainSeparator);
            uint256 size = batch.orderCount * OrderEntryLib.SIZE;
            uint256 location = MemoryTable.allocate(size);
            uint256 end = location + size;
            uint256 cursor = batch.cursor;
            uint256 sortKey = 0;
            batch.orderTable = location;
            for (; location < end; location += OrderEntryLib.SIZE) {
                (cursor, sortKey) = _readOrder(batch, scratch, location, cursor, sortKey);
            }
            batch.cursor = cursor;
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 READING
    //////////////////////////////////////////////////////////////*/

    /// @dev Cheap reasons first, the signature last. Lanes above 127 and sequence 0 cannot be stored, hence malformed like what cannot be read.
    /// @return next Where the next order begins.
    /// @return sortKey Strictly ascending over the orders of a batch.
    function _readOrder(
        Batch memory batch,
        OrderScratch scratch,
        uint256 location,
        uint256 cursor,
        uint256 previousKey
    ) private view returns (uint256 next, uint256 sortKey) {
        unchecked {
            OrderHead head = OrderHead.wrap(_calldataWord(cursor));
            sortKey = head.sortKey();
            next = cursor + ORDER_BYTES;
            (AccountEntry owner, SeriesEntry terms) = _locate(batch, head, cursor, next, previousKey);
            OrderEntry order = OrderEntryLib.pack(cursor, owner, terms, head.firstLanesShift());
            ProfileWord profile = owner.profile();
            uint256 unitId = 0;
            uint256 flaws = 0;
            if (head.isSpecial()) (next, order, profile, unitId, flaws) = _readSpecial(batch, order, head, profile, previousKey);
            flaws |= _flawsOf(batch.today, terms, head, profile);
            if (flaws != 0) {
                uint256 code = _reasonOf(batch, order, profile);
                if (code != SkipCode.FILLED) {
                    MemoryTable.store(location, 0, OrderEntry.unwrap(order.withCode(code)));
                    return (next, sortKey);
                }
            }
            bytes32 digest = OrderSignature.digestOf(scratch, head, owner.id(), terms.series(), profile.epoch(), unitId);
            if (!_isSigned(cursor, head, profile, scratch, digest)) {
                order = order.withCode(profile.key() == address(0) ? SkipCode.NO_KEY : SkipCode.BAD_SIGNATURE);
            }
            MemoryTable.store(location, 0, OrderEntry.unwrap(order));
        }
    }

    function _locate(
        Batch memory batch,
        OrderHead head,
        uint256 cursor,
        uint256 next,
        uint256 previousKey
    ) private pure returns (AccountEntry owner, SeriesEntry terms) {
        unchecked {
            uint256 ownerAt = batch.accountTable + head.accountOffset(AccountEntryLib.SIZE_SHIFT);
            uint256 termsAt = batch.seriesTable + head.seriesOffset(SeriesEntryLib.SIZE_SHIFT);
            uint256 flaws =
                head.flaws() |
                    Bits.when(next > batch.end) |
                    Bits.when(ownerAt >= batch.accountsEnd) |
                    Bits.when(termsAt >= batch.seriesEnd);
            if (flaws | Bits.when(head.sortKey() <= previousKey) != 0) _rejectOrder(batch, cursor, flaws);
            owner = AccountEntry.wrap(ownerAt);
            terms = SeriesEntry.wrap(termsAt);
        }
    }

    function _rejectOrder(Batch memory batch, uint256 cursor, uint256 flaws) private pure {
        unchecked {
            if (flaws != 0) revert IBatches.Settlement_Malformed(cursor - batch.start);
            revert IBatches.Settlement_OrdersUnsorted(_indexOf(batch, cursor));
        }
    }

    function _sizeOf(uint256 form) private pure returns (uint256) {
        unchecked {
            return (SIZES >> (form << 3)) & 0xff;
        }
    }

    /// @dev Counts the orders before the one at `cursor`, for an error.
    function _indexOf(Batch memory batch, uint256 cursor) private pure returns (uint256 index) {
        unchecked {
            for (uint256 earlier = batch.cursor; earlier < cursor; ++index)
                earlier += _sizeOf(OrderHead.wrap(_calldataWord(earlier)).form());
        }
    }

    /// @dev A word of further lanes is read once and shared by the orders that use it, which follow each other because orders are sorted
    /// by account and lane.
    function _inFurtherLane(Batch memory batch, OrderEntry order, OrderHead head, uint256 previousKey) private view returns (OrderEntry) {
        uint8 lane = uint8(head.lane());
        uint8 previousLane = uint8(OrderHead.wrap(previousKey).lane());
        uint256 wordIndex = LaneField.wordIndex(lane);
        bool isSameAccount = (previousKey ^ head.sortKey()) >> 232 == 0;
        uint256 laneWord = batch.lastFurtherLanes;
        if (!isSameAccount || previousLane < 2 || LaneField.wordIndex(previousLane) != wordIndex) {
            laneWord = MemoryTable.allocate(32);
            MemoryTable.store(laneWord, 0, _lanes[order.account()][wordIndex]);
            batch.lastFurtherLanes = laneWord;
        }
        return order.withLane(laneWord, LaneField.shift(lane));
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    /// @dev What few orders have: a lane above 1, another key than the first, a unit id, a key of P-256.
    function _readSpecial(
        Batch memory batch,
        OrderEntry order,
        OrderHead head,
        ProfileWord profile,
        uint256 previousKey
    ) private view returns (uint256 next, OrderEntry order_, ProfileWord profile_, uint256 unitId, uint256 flaws) {
        unchecked {
            next = order.cursor() + _sizeOf(head.form());
            if (next > batch.end) _rejectOrder(batch, order.cursor(), 1);
            order_ = head.hasFurtherLane() ? _inFurtherLane(batch, order, head, previousKey) : order;
            uint256 keyIndex = head.keyIndex();
            profile_ = keyIndex == 0 ? profile : profile.withTradingKey(_keys[order.account()][keyIndex]);
            if (head.form() & 1 == 0) return (next, order_, profile_, 0, 0);
            unitId = order.unitId();
            flaws = (head.quantity() ^ 1) | Bits.when(unitId == 0);
        }
    }

    /// @dev One jump for what nearly every order is: nothing against it, an unlimited key, an active account, and if it buys, a utility
    /// series. Whatever is not plain is looked at rule by rule; this must never call plain what `_reasonOf` refuses, but for a missing key,
    /// which signs nothing. A series that is not live has no price that is low enough.
    function _flawsOf(uint256 today, SeriesEntry terms, OrderHead head, ProfileWord profile) private view returns (uint256 flaws) {
        unchecked {
            uint256 isSell = head.isSell();
            uint256 keyExpiryDay = profile.keyExpiryDay();
            flaws = profile.deviation(terms.wanted(isSell)) | head.kindFlaws() | Bits.when(head.quantity() == 0);
            flaws |= profile.hasNoLevel() | (Bits.when(keyExpiryDay < today) & Bits.when(keyExpiryDay != 0));
            flaws |= Bits.when(profile.kycExpiryDay() < today) & (isSell ^ 1);
            flaws |= Bits.when(head.price() > terms.maxPrice()) | Bits.when(head.price() == 0);
            uint256 isImmediate = Bits.when(head.flags() & IMMEDIATE_MASK != 0);
            flaws |= Bits.when(head.expiry() - block.timestamp > MAX_LIFE - isImmediate * (MAX_LIFE - MAX_LIFE_IMMEDIATE));
        }
    }

    /// @dev Whether the order contradicts itself. A NAMED resale has one unit and says which; nothing else names one.
    function _isInvalid(OrderEntry order, OrderHead head) private pure returns (bool) {
        uint256 flags = head.flags();
        bool isUnitNamed = order.unitId() != 0;
        bool isNamed = flags & KIND_MASK == OrderFlags.SELL;
        return
            flags & OrderFlags.UNUSED_MASK != 0 ||
            flags & OrderFlags.CHOICE_MASK == OrderFlags.CHOICE_MASK ||
            flags & (OrderFlags.SELL | OrderFlags.PRIMARY) == OrderFlags.PRIMARY ||
            head.price() == 0 ||
            head.price() > MAX_PRICE ||
            head.quantity() == 0 ||
            isUnitNamed != isNamed ||
            (isUnitNamed && head.quantity() > 1);
    }

    /// @dev Why the order may not trade, besides its signature; FILLED when nothing is wrong after all.
    /// @param profile With the trading key that the order says.
    function _reasonOf(Batch memory batch, OrderEntry order, ProfileWord profile) private view returns (uint256) {
        OrderHead head = order.head();
        if (_isInvalid(order, head)) return SkipCode.ORDER_INVALID;
        if (profile.key() == address(0)) return SkipCode.NO_KEY;
        if (profile.keyExpiryDay() != 0 && profile.keyExpiryDay() < batch.today) return SkipCode.KEY_EXPIRED;
        if (head.expiry() < block.timestamp) return SkipCode.ORDER_EXPIRED;
        uint256 maxLife = head.flags() & IMMEDIATE_MASK == 0 ? MAX_LIFE : MAX_LIFE_IMMEDIATE;
        if (head.expiry() > block.timestamp + maxLife) return SkipCode.EXPIRY_TOO_FAR;

        SeriesEntry terms = order.terms();
        if (terms.code() != SkipCode.FILLED) return terms.code();
        if (head.price() > terms.maxPrice()) return SkipCode.PRICE_ABOVE_FACE;
        if (!_isInScope(head, terms, profile.scope())) return SkipCode.OUT_OF_SCOPE;
        return _accountReason(batch, head, terms, profile);
    }

    /// @dev `scope` as in `TradingKey`: sides 2 (buy, sell) | class 2 (utility, security) | notional exponent 5 | sell floor 7.
    function _isInScope(OrderHead head, SeriesEntry terms, uint256 scope) private pure returns (bool) {
        unchecked {
            uint256 isSell = head.isSell();
            uint256 exponent = (scope >> 7) & 31;
            return
                (scope >> (14 + isSell)) & 1 == 1 &&
                (scope >> (12 + terms.isSecurity())) & 1 == 1 &&
                (exponent == 31 || head.price() * head.quantity() <= MONEY_UNIT << exponent) &&
                head.price() * 100 >= (scope & 127) * terms.a().face() * isSell;
        }
    }

    /// @dev Expired identity never blocks a sale.
    function _accountReason(Batch memory batch, OrderHead head, SeriesEntry terms, ProfileWord profile) private pure returns (uint256) {
        bool isBuy = head.isSell() == 0;
        if (profile.isSanctioned()) return SkipCode.ACCOUNT_SANCTIONED;
        if (profile.state() > (isBuy ? AccountState.ACTIVE : AccountState.RESTRICTED)) return SkipCode.ACCOUNT_STATE;
        if (profile.level() == 0) return SkipCode.LEVEL_TOO_LOW;
        if (profile.hasBrakeHint()) return SkipCode.BRAKED;
        if (isBuy && profile.kycExpiryDay() < batch.today) return SkipCode.KYC_EXPIRED;
        if (isBuy && terms.isSecurity() == 1) {
            if (profile.level() < 2) return SkipCode.LEVEL_TOO_LOW;
            if (!profile.isAccredited()) return SkipCode.NOT_ACCREDITED;
        }
        return SkipCode.FILLED;
    }

    function _isSigned(
        uint256 cursor,
        OrderHead head,
        ProfileWord profile,
        OrderScratch scratch,
        bytes32 digest
    ) private view returns (bool isSigned) {
        unchecked {
            uint256 signatureAt = cursor + SIGNATURE_AT;
            uint256 isP256 = head.form() >> 1;
            if (isP256 | profile.keyKind() == KeyKind.SECP256K1) {
                isSigned = OrderSignature.isSignedBy(scratch, digest, signatureAt, profile.key());
            } else if (isP256 == profile.keyKind()) {
                uint256 keyAt = cursor + ORDER_BYTES + (head.form() & 1) * UNIT_ID_BYTES;
                bytes32 r = bytes32(_calldataWord(signatureAt));
                bytes32 s = bytes32(_calldataWord(signatureAt + 32));
                bytes32 x = bytes32(_calldataWord(keyAt));
                bytes32 y = bytes32(_calldataWord(keyAt + 32));
                isSigned = OrderSignature.isSignedByP256(digest, r, s, x, y, profile.key());
            }
        }
    }
}
