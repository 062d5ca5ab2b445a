// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry, Batch, BatchTables, LaneEntry, OrderEntry, SeriesEntry} from "./libraries/BatchTables.sol";
import {KeyWord} from "./libraries/KeyWord.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {OrderSignature} from "./libraries/OrderSignature.sol";
import {Participants} from "./Participants.sol";
import {ProfileWord} from "./libraries/ProfileWord.sol";
import {OrderFlags} from "./types/Order.sol";
import {SkipCode} from "./types/SkipCode.sol";
import {AccountState, KeyKind, SeriesFlags} from "./types/Status.sol";

/// @notice A trading key, wherever it is stored.
struct KeyInUse {
    address key;
    uint256 expiryDay;
    uint256 scope;
    uint256 kind;
}

/// @title Orders
/// @notice Reads the orders of a batch, each checked once: form, key, terms, account, signature. What depends on other trades of the
/// batch (lane, money, units) is checked trade by trade.
abstract contract Orders is Participants {
    uint256 internal constant MAX_LIFE = 30 days;
    /// @dev IOC, FOK and market orders have no business in a later minute.
    uint256 internal constant MAX_LIFE_IMMEDIATE = 60 seconds;
    /// @dev Prices are stored in 44 bits of the unit word: 17.5 million.
    uint256 internal constant MAX_PRICE = type(uint64).max >> 20;

    uint256 private constant ORDER_BYTES = 99;
    uint256 private constant HEAD_BYTES = 35;
    uint256 private constant UNIT_ID_BYTES = 8;
    uint256 private constant P256_KEY_BYTES = 64;
    uint256 private constant FORM_UNIT_ID = 1;
    uint256 private constant FORM_P256 = 2;
    uint256 private constant CLASS_IOC = 2;
    uint256 private constant CHOICE_NAMED = 0;
    uint256 private constant CHOICE_ANY = 2;
    uint256 private constant SCOPE_NO_NOTIONAL_LIMIT = 31;
    uint256 private constant MONEY_UNIT = 1e6;

    function _readOrders(Batch memory batch) internal view {
        uint256 count = batch.orderCount;
        uint256 location = BatchTables.allocate(count * BatchTables.ORDER_SIZE);
        batch.orderTable = location;

        uint256 previousKey = 0;
        uint256 previousLaneWord = 0;
        for (uint256 i = 0; i < count; ++i) {
            OrderEntry memory order = BatchTables.orderAt(location);
            uint256 sortKey = _readOrder(batch, order);
            require(sortKey > previousKey, IBatches.Settlement_OrdersUnsorted(i));
            _findLane(batch, order, previousKey, sortKey, previousLaneWord);
            previousKey = sortKey;
            previousLaneWord = order.laneWord;
            unchecked {
                location += BatchTables.ORDER_SIZE; // Inside the table.
            }
        }
    }

    /// @dev Moves the batch's cursor behind the order. Lanes above 127 and sequence 0 cannot be stored, hence malformed.
    /// @return sortKey Account index, lane and sequence: strictly ascending over the orders of a batch.
    function _readOrder(Batch memory batch, OrderEntry memory order) private view returns (uint256 sortKey) {
        uint256 cursor = batch.cursor;
        uint256 offset = cursor - batch.start;
        require(cursor + ORDER_BYTES <= batch.end, IBatches.Settlement_Malformed(offset));
        uint256 head = _calldataWord(cursor);
        uint256 accountIndex = uint16(head >> 232);
        uint256 seriesIndex = uint8(head >> 224);
        uint256 form = head >> 248;
        require(
            accountIndex < batch.accountCount && seriesIndex < batch.seriesCount && form <= (FORM_UNIT_ID | FORM_P256),
            IBatches.Settlement_Malformed(offset)
        );

        order.typeHash = OrderSignature.TYPE_HASH;
        order.flags = uint16(head >> 208);
        order.price = uint48(head >> 160);
        order.quantity = uint32(head >> 128);
        order.lane = uint8(head >> 120);
        order.seq = uint32(head >> 88);
        order.expiry = uint40(head >> 48);
        order.maxFeeBps = uint16(head >> 32);
        order.minResalesLeft = uint8(head >> 24);
        order.position = uint48(_calldataWord(cursor + 29) >> 208);
        require(order.lane <= LaneField.LAST_LANE && order.seq > 0, IBatches.Settlement_Malformed(offset));
        unchecked {
            // Indexes were checked against their tables, whose sizes are bounded by the calldata.
            order.owner = batch.accountTable + accountIndex * BatchTables.ACCOUNT_SIZE;
            order.terms = batch.seriesTable + seriesIndex * BatchTables.SERIES_SIZE;
        }
        order.account = BatchTables.accountAt(order.owner).account;
        order.series = BatchTables.seriesAt(order.terms).series;

        uint256 next = _readUnitId(order, cursor, form);
        require(next <= batch.end, IBatches.Settlement_Malformed(offset));
        batch.cursor = next;
        order.code = _orderCode(batch, order, cursor, form);
        return (accountIndex << 40) | (order.lane << 32) | order.seq;
    }

    /// @return next First byte behind the order.
    function _readUnitId(OrderEntry memory order, uint256 cursor, uint256 form) private pure returns (uint256 next) {
        next = cursor + ORDER_BYTES;
        order.unitId = 0;
        if (form & FORM_UNIT_ID != 0) {
            order.unitId = _calldataWord(next) >> 192;
            next += UNIT_ID_BYTES;
        }
        if (form & FORM_P256 != 0) next += P256_KEY_BYTES;
    }

    /// @dev Lanes 0 and 1 lie in the account's running word; a word of further lanes is read once and shared by the orders that use it,
    /// which follow each other because orders are sorted by account and lane.
    function _findLane(
        Batch memory batch,
        OrderEntry memory order,
        uint256 previousKey,
        uint256 sortKey,
        uint256 previousLaneWord
    ) private view {
        uint8 lane = uint8(order.lane);
        order.laneShift = LaneField.shift(lane);
        if (lane < 2) {
            order.laneWord = BatchTables.wordOf(BatchTables.accountAt(order.owner));
            return;
        }
        uint256 wordIndex = LaneField.wordIndex(lane);
        bool isSameAccount = previousKey >> 40 == sortKey >> 40;
        uint8 previousLane = uint8(previousKey >> 32);
        if (isSameAccount && previousLane > 1 && LaneField.wordIndex(previousLane) == wordIndex) {
            order.laneWord = previousLaneWord;
            return;
        }
        batch.hasExtraLanes = true;
        order.laneWord = BatchTables.allocate(BatchTables.LANE_SIZE);
        LaneEntry memory lanes = BatchTables.laneAt(order.laneWord);
        lanes.word = _lanes[order.account][wordIndex];
        lanes.wordIndex = wordIndex;
    }

    /// @dev The signature comes last: the cheap reasons first. Sets the epoch, which the digest needs.
    function _orderCode(Batch memory batch, OrderEntry memory order, uint256 cursor, uint256 form) private view returns (uint256 code) {
        SeriesEntry memory terms = BatchTables.seriesAt(order.terms);
        AccountEntry memory owner = BatchTables.accountAt(order.owner);
        if (!_isWellFormed(order)) return SkipCode.ORDER_INVALID;

        KeyInUse memory key = _keyOf(owner, order);
        if (key.key == address(0)) return SkipCode.NO_KEY;
        if (key.expiryDay != 0 && key.expiryDay < batch.today) return SkipCode.KEY_EXPIRED;

        code = _termsCode(order, terms, key.scope);
        if (code != SkipCode.FILLED) return code;
        code = _accountCode(batch, order, owner.profile, terms);
        if (code != SkipCode.FILLED) return code;
        return _isSigned(batch, order, key, cursor, form) ? SkipCode.FILLED : SkipCode.BAD_SIGNATURE;
    }

    function _isWellFormed(OrderEntry memory order) private pure returns (bool) {
        uint256 flags = order.flags;
        uint256 choice = (flags & OrderFlags.CHOICE_MASK) >> OrderFlags.CHOICE_SHIFT;
        bool isSell = flags & OrderFlags.SELL != 0;
        bool isPrimary = flags & OrderFlags.PRIMARY != 0;
        bool isNamed = isSell && !isPrimary && choice == CHOICE_NAMED;
        return
            flags & OrderFlags.UNUSED_MASK == 0 &&
            choice <= CHOICE_ANY &&
            (isSell || !isPrimary) &&
            (isNamed ? order.quantity == 1 && order.unitId != 0 : order.quantity > 0 && order.unitId == 0) &&
            order.price > 0 &&
            order.price <= MAX_PRICE;
    }

    function _keyOf(AccountEntry memory owner, OrderEntry memory order) private view returns (KeyInUse memory key) {
        uint256 index = (order.flags & OrderFlags.KEY_INDEX_MASK) >> OrderFlags.KEY_INDEX_SHIFT;
        if (index == 0) {
            ProfileWord profile = owner.profile;
            order.epoch = profile.epoch();
            return KeyInUse(profile.key(), profile.keyExpiryDay(), profile.scope(), profile.keyKind());
        }
        KeyWord word = _keys[owner.account][index];
        order.epoch = word.epoch();
        return KeyInUse(word.key(), word.expiryDay(), word.scope(), word.kind());
    }

    /// @dev Time, series, price and what the key may sign.
    function _termsCode(OrderEntry memory order, SeriesEntry memory terms, uint256 scope) private view returns (uint256) {
        if (order.expiry < block.timestamp) return SkipCode.ORDER_EXPIRED;
        bool isImmediate =
            order.flags & OrderFlags.MARKET != 0 || (order.flags & OrderFlags.CLASS_MASK) >> OrderFlags.CLASS_SHIFT >= CLASS_IOC;
        if (order.expiry > block.timestamp + (isImmediate ? MAX_LIFE_IMMEDIATE : MAX_LIFE)) return SkipCode.EXPIRY_TOO_FAR;
        if (terms.code != SkipCode.FILLED) return terms.code;

        bool isSecurity = terms.a.flags() & SeriesFlags.SECURITY != 0;
        if (!isSecurity && order.price > terms.a.face()) return SkipCode.PRICE_ABOVE_FACE;
        return _isInScope(order, scope, isSecurity, terms.a.face()) ? SkipCode.FILLED : SkipCode.OUT_OF_SCOPE;
    }

    /// @dev `scope` as in `TradingKey`: sides 2 | class 2 | notional exponent 5 | sell floor 7.
    function _isInScope(OrderEntry memory order, uint256 scope, bool isSecurity, uint256 face) private pure returns (bool) {
        bool isSell = order.flags & OrderFlags.SELL != 0;
        uint256 exponent = (scope >> 7) & 31;
        return
            (scope >> (isSell ? 15 : 14)) & 1 == 1 &&
            (scope >> (isSecurity ? 13 : 12)) & 1 == 1 &&
            (exponent == SCOPE_NO_NOTIONAL_LIMIT || order.price * order.quantity <= MONEY_UNIT << exponent) &&
            (!isSell || order.price * 100 >= (scope & 127) * face);
    }

    /// @dev Expired identity never blocks a sale.
    function _accountCode(
        Batch memory batch,
        OrderEntry memory order,
        ProfileWord profile,
        SeriesEntry memory terms
    ) private pure returns (uint256) {
        bool isBuy = order.flags & OrderFlags.SELL == 0;
        if (profile.isSanctioned()) return SkipCode.ACCOUNT_SANCTIONED;
        if (profile.state() > (isBuy ? AccountState.ACTIVE : AccountState.RESTRICTED)) return SkipCode.ACCOUNT_STATE;
        if (profile.level() == 0) return SkipCode.LEVEL_TOO_LOW;
        if (profile.hasBrakeHint()) return SkipCode.BRAKED;
        if (isBuy) {
            if (profile.kycExpiryDay() < batch.today) return SkipCode.KYC_EXPIRED;
            if (terms.a.flags() & SeriesFlags.SECURITY != 0) {
                if (profile.level() < 2) return SkipCode.LEVEL_TOO_LOW;
                if (!profile.isAccredited()) return SkipCode.NOT_ACCREDITED;
            }
        }
        return SkipCode.FILLED;
    }

    function _isSigned(
        Batch memory batch,
        OrderEntry memory order,
        KeyInUse memory key,
        uint256 cursor,
        uint256 form
    ) private view returns (bool) {
        bytes32 digest = OrderSignature.digestOf(order, batch.domainSeparator);
        bytes32 r = bytes32(_calldataWord(cursor + HEAD_BYTES));
        bytes32 vs = bytes32(_calldataWord(cursor + HEAD_BYTES + 32));
        bool hasP256Key = form & FORM_P256 != 0;
        if (hasP256Key != (key.kind == KeyKind.P256)) return false;
        if (!hasP256Key) return OrderSignature.isSignedBy(digest, r, vs, key.key);

        uint256 keyAt = cursor + ORDER_BYTES + (form & FORM_UNIT_ID) * UNIT_ID_BYTES;
        return OrderSignature.isSignedByP256(digest, r, vs, bytes32(_calldataWord(keyAt)), bytes32(_calldataWord(keyAt + 32)), key.key);
    }
}
