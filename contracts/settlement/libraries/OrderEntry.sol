// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountEntry} from "./AccountEntry.sol";
import {Bits} from "./Bits.sol";
import {OrderHead} from "./OrderHead.sol";
import {SeriesEntry} from "./SeriesEntry.sol";

/// @notice An order of a batch: one word that says where everything about it lies. The order itself stays in calldata.
/// @dev From the low bits up, in bits; places in memory and calldata are far below 2^32, what they cost in gas sees to it:
///
///     owner 32 | terms 32 | laneWord 32 | laneShift 8 | code 8 | spare 112 | cursor 32
///
type OrderEntry is uint256;

using OrderEntryLib for OrderEntry global;

/// @title Codec of `OrderEntry`
library OrderEntryLib {
    uint256 internal constant SIZE = 32;
    uint256 internal constant SIZE_SHIFT = 5;

    uint256 private constant TERMS_AT = 32;
    uint256 private constant LANE_WORD_AT = 64;
    uint256 private constant LANE_SHIFT_AT = 96;
    uint256 private constant CODE_AT = 104;
    uint256 private constant CURSOR_AT = 224;

    uint256 private constant POSITION_AT = 29;
    uint256 private constant UNIT_ID_AT = 99;

    /// @notice An order in one of the lanes of its account's word.
    function pack(uint256 cursor_, AccountEntry owner_, SeriesEntry terms_, uint256 laneShift_) internal pure returns (OrderEntry) {
        return
            OrderEntry.wrap(
                AccountEntry.unwrap(owner_) |
                    (SeriesEntry.unwrap(terms_) << TERMS_AT) |
                    (AccountEntry.unwrap(owner_) << LANE_WORD_AT) |
                    (laneShift_ << LANE_SHIFT_AT) |
                    (cursor_ << CURSOR_AT)
            );
    }

    /// @notice The same order in a lane that lies elsewhere.
    function withLane(OrderEntry self, uint256 laneWord_, uint256 laneShift_) internal pure returns (OrderEntry) {
        uint256 rest = OrderEntry.unwrap(self) & ~(uint256(type(uint40).max) << LANE_WORD_AT);
        return OrderEntry.wrap(rest | (laneWord_ << LANE_WORD_AT) | (laneShift_ << LANE_SHIFT_AT));
    }

    function withCode(OrderEntry self, uint256 value) internal pure returns (OrderEntry) {
        return OrderEntry.wrap(OrderEntry.unwrap(self) | (value << CODE_AT));
    }

    function owner(OrderEntry self) internal pure returns (AccountEntry) {
        return AccountEntry.wrap(OrderEntry.unwrap(self) & type(uint32).max);
    }

    function terms(OrderEntry self) internal pure returns (SeriesEntry) {
        return SeriesEntry.wrap((OrderEntry.unwrap(self) >> TERMS_AT) & type(uint32).max);
    }

    /// @notice Memory address of the word that holds its lane: the account's own or one of further lanes.
    function laneWord(OrderEntry self) internal pure returns (uint256) {
        return (OrderEntry.unwrap(self) >> LANE_WORD_AT) & type(uint32).max;
    }

    /// @notice Lowest bit of the lane in that word.
    function laneShift(OrderEntry self) internal pure returns (uint256 shift) {
        assembly ("memory-safe") {
            shift := byte(19, self)
        }
    }

    /// @notice Why the order cannot trade in this batch, whatever the other side; 0 when it can.
    function code(OrderEntry self) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(18, self)
        }
    }

    function cursor(OrderEntry self) internal pure returns (uint256) {
        return OrderEntry.unwrap(self) >> CURSOR_AT;
    }

    function head(OrderEntry self) internal pure returns (OrderHead value) {
        value = OrderHead.wrap(_calldataAt(self, 0));
    }

    /// @notice Its place in the sequencer's journal.
    function position(OrderEntry self) internal pure returns (uint256) {
        return _calldataAt(self, POSITION_AT) >> 208;
    }

    /// @notice The unit it names; 0 when it names none.
    function unitId(OrderEntry self) internal pure returns (uint256) {
        return head(self).form() & 1 == 0 ? 0 : _calldataAt(self, UNIT_ID_AT) >> 192;
    }

    function account(OrderEntry self) internal pure returns (address) {
        return owner(self).account();
    }

    function series(OrderEntry self) internal pure returns (uint256) {
        return terms(self).series();
    }

    /// @notice Non-zero when one of the two cannot trade, or both belong to one account or to two series.
    function pairFlaws(OrderEntry buy, OrderEntry sell) internal pure returns (uint256) {
        uint256 difference = OrderEntry.unwrap(buy) ^ OrderEntry.unwrap(sell);
        uint256 codes = (OrderEntry.unwrap(buy) | OrderEntry.unwrap(sell)) & (uint256(type(uint8).max) << CODE_AT);
        return codes | (difference & (uint256(type(uint32).max) << TERMS_AT)) | Bits.when(difference & type(uint32).max == 0);
    }

    function _calldataAt(OrderEntry self, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(shr(224, self), offset))
        }
    }
}
