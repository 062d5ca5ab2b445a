// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Money inside the core, and until when (nanoseconds since 1970) what left lately keeps the exits busy; see `OutflowBucket`.
/// @dev From the low bits up, in bits:
///
///     totalCash 64 | busyUntil 64 | spare 64 | updatedAt 32 | spare 32
///
type FlowWord is uint256;

using FlowWordLib for FlowWord global;

/// @title Codec of `FlowWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library FlowWordLib {
    uint256 private constant TOTAL_CASH_AT = 0;
    uint256 private constant BUSY_UNTIL_AT = 64;
    uint256 private constant UPDATED_AT_AT = 192;

    function totalCash(FlowWord word) internal pure returns (uint64) {
        return uint64(FlowWord.unwrap(word) >> TOTAL_CASH_AT);
    }

    function withTotalCash(FlowWord word, uint64 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint64).max) << TOTAL_CASH_AT);
        return FlowWord.wrap(rest | (uint256(value) << TOTAL_CASH_AT));
    }

    function busyUntil(FlowWord word) internal pure returns (uint64) {
        return uint64(FlowWord.unwrap(word) >> BUSY_UNTIL_AT);
    }

    function withBusyUntil(FlowWord word, uint64 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint64).max) << BUSY_UNTIL_AT);
        return FlowWord.wrap(rest | (uint256(value) << BUSY_UNTIL_AT));
    }

    function updatedAt(FlowWord word) internal pure returns (uint32) {
        return uint32(FlowWord.unwrap(word) >> UPDATED_AT_AT);
    }

    function withUpdatedAt(FlowWord word, uint32 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint32).max) << UPDATED_AT_AT);
        return FlowWord.wrap(rest | (uint256(value) << UPDATED_AT_AT));
    }
}
