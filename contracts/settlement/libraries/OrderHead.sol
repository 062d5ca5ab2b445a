// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Bits} from "./Bits.sol";
import {LaneField} from "./LaneField.sol";
import {OrderFlags} from "../types/Order.sol";

/// @notice The first 32 bytes of an order as they lie in calldata: every number the key signed but the unit id.
/// @dev From the high bits down, in bits:
///
///     form 8 | account index 16 | series index 8 | flags 16 | price 48 | quantity 32 | lane 8 | seq 32 | expiry 40 |
///     maxFeeBps 16 | minResalesLeft 8 | first half of the journal position 24
///
type OrderHead is uint256;

using OrderHeadLib for OrderHead global;

/// @title Codec of `OrderHead`
library OrderHeadLib {
    uint256 private constant FORM_AT = 248;
    uint256 internal constant FLAGS_AT = 208;
    uint256 internal constant PRICE_AT = 160;
    uint256 internal constant QUANTITY_AT = 128;
    uint256 internal constant LANE_AT = 120;
    uint256 internal constant SEQ_AT = 88;
    uint256 internal constant EXPIRY_AT = 48;
    uint256 internal constant MAX_FEE_BPS_AT = 32;

    /// @dev What no order may have set: further bits of the form, a lane above 127.
    uint256 private constant UNUSED_MASK = (0xfc << 248) | (1 << 127);
    uint256 private constant SEQ_MASK = uint256(type(uint32).max) << SEQ_AT;
    uint256 private constant SORT_MASK = (0xffff << 232) | (uint256(type(uint40).max) << SEQ_AT);
    uint256 private constant FURTHER_LANE_MASK = 0xfe << LANE_AT;
    uint256 private constant SPECIAL_MASK =
        FURTHER_LANE_MASK | (uint256(OrderFlags.KEY_INDEX_MASK) << FLAGS_AT) | (uint256(type(uint8).max) << FORM_AT);

    /// @dev Which ways of selling are forms of an order at all, a bit for each: bit 0 of the index is PRIMARY, bit 1 SELL, bit 2 that the
    /// order names a unit, bits 3 and 4 the unit choice. A buy names nothing; a resale names its unit exactly when it says NAMED.
    uint256 private constant KINDS =
        (1 << 0) |
            (1 << 8) |
            (1 << 16) | // buys
            (1 << 6) |
            (1 << 10) |
            (1 << 18) | // resales
            (1 << 3) |
            (1 << 11) |
            (1 << 19); // primary sales
    uint256 private constant KIND_PRIMARY_AND_CHOICE = 25;
    uint256 private constant UNUSED_FLAGS_MASK = OrderFlags.UNUSED_MASK >> 5;

    function form(OrderHead self) internal pure returns (uint256) {
        return _byteOf(self, 0);
    }

    /// @notice Position of the account's entry in its table, times the size of an entry, 2^sizeShift bytes.
    function accountOffset(OrderHead self, uint256 sizeShift) internal pure returns (uint256) {
        unchecked {
            return (OrderHead.unwrap(self) >> (232 - sizeShift)) & (0xffff << sizeShift); // Shifts by constants.
        }
    }

    /// @notice Likewise of the series.
    function seriesOffset(OrderHead self, uint256 sizeShift) internal pure returns (uint256) {
        unchecked {
            return (OrderHead.unwrap(self) >> (224 - sizeShift)) & (0xff << sizeShift); // Shifts by constants.
        }
    }

    function flags(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> FLAGS_AT) & type(uint16).max;
    }

    /// @dev 1 or 0.
    function isSell(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> FLAGS_AT) & OrderFlags.SELL;
    }

    /// @dev 1 or 0.
    function isPrimary(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> (FLAGS_AT + 5)) & 1;
    }

    /// @dev 1 or 0.
    function isFinal(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> (FLAGS_AT + 1)) & 1;
    }

    /// @dev 1 or 0.
    function isToWallet(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> (FLAGS_AT + 6)) & 1;
    }

    /// @notice `isToWallet` at another bit, below its own place.
    function isToWalletAt(OrderHead self, uint256 bit) internal pure returns (uint256) {
        unchecked {
            return (OrderHead.unwrap(self) >> (FLAGS_AT + 6 - bit)) & (1 << bit); // Shifts by constants.
        }
    }

    /// @notice `isPrimary` at another bit, below its own place.
    function isPrimaryAt(OrderHead self, uint256 bit) internal pure returns (uint256) {
        unchecked {
            return (OrderHead.unwrap(self) >> (FLAGS_AT + 5 - bit)) & (1 << bit); // Shifts by constants.
        }
    }

    function unitChoice(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> (FLAGS_AT + OrderFlags.CHOICE_SHIFT)) & 3;
    }

    function price(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> PRICE_AT) & type(uint48).max;
    }

    function quantity(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> QUANTITY_AT) & type(uint32).max;
    }

    function lane(OrderHead self) internal pure returns (uint256) {
        return _byteOf(self, 16);
    }

    function seq(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> SEQ_AT) & type(uint32).max;
    }

    function laneAndSeq(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> SEQ_AT) & type(uint40).max;
    }

    function expiry(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> EXPIRY_AT) & type(uint40).max;
    }

    function maxFeeBps(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> MAX_FEE_BPS_AT) & type(uint16).max;
    }

    function minResalesLeft(OrderHead self) internal pure returns (uint256) {
        return _byteOf(self, 28);
    }

    /// @notice Non-zero when the word cannot be an order, whatever the tables say: sequence zero, a lane or a form that does not exist.
    function flaws(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) & UNUSED_MASK) | Bits.when(OrderHead.unwrap(self) & SEQ_MASK == 0);
    }

    /// @notice Account index, lane and sequence where they lie: strictly ascending over the orders of a batch.
    function sortKey(OrderHead self) internal pure returns (uint256) {
        return OrderHead.unwrap(self) & SORT_MASK;
    }

    /// @notice Lowest bit of its lane in the account's word, when it is lane 0 or 1.
    function firstLanesShift(OrderHead self) internal pure returns (uint256) {
        unchecked {
            return LaneField.FIRST_IN_ACCOUNT_AT + ((OrderHead.unwrap(self) >> (LANE_AT - 6)) & 64); // 64 bits a lane.
        }
    }

    /// @notice Whether it has what few orders have: a lane above 1, another key than the first, a unit id, a key of P-256.
    function isSpecial(OrderHead self) internal pure returns (bool) {
        return OrderHead.unwrap(self) & SPECIAL_MASK != 0;
    }

    /// @notice Whether it uses a lane above 1.
    function hasFurtherLane(OrderHead self) internal pure returns (bool) {
        return OrderHead.unwrap(self) & FURTHER_LANE_MASK != 0;
    }

    function keyIndex(OrderHead self) internal pure returns (uint256) {
        return (OrderHead.unwrap(self) >> (FLAGS_AT + OrderFlags.KEY_INDEX_SHIFT)) & 7;
    }

    /// @notice Zero when flags and form fit together (`KINDS`) and no unused flag is set. Only the unit id of the form is looked at.
    function kindFlaws(OrderHead self) internal pure returns (uint256) {
        uint256 shifted = OrderHead.unwrap(self) >> (FLAGS_AT + 5);
        uint256 kind = (shifted & KIND_PRIMARY_AND_CHOICE) | ((shifted >> 33) & 4) | (isSell(self) << 1);
        return (((KINDS >> kind) & 1) ^ 1) | (shifted & UNUSED_FLAGS_MASK);
    }

    function _byteOf(OrderHead self, uint256 index) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(index, self)
        }
    }
}
