// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Money inside the core and how much of it left lately.
/// @dev From the low bits up, in bits:
///
///     totalCash 64 | outflow 64 | queued 64 | updatedAt 32 | spare 32
///
type FlowWord is uint256;

using FlowWordLib for FlowWord global;

/// @title Codec of `FlowWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library FlowWordLib {
    uint256 private constant TOTAL_CASH_AT = 0;
    uint256 private constant OUTFLOW_AT = 64;
    uint256 private constant QUEUED_AT = 128;
    uint256 private constant UPDATED_AT_AT = 192;

    function totalCash(FlowWord word) internal pure returns (uint64) {
        return uint64(FlowWord.unwrap(word) >> TOTAL_CASH_AT);
    }

    function withTotalCash(FlowWord word, uint64 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint64).max) << TOTAL_CASH_AT);
        return FlowWord.wrap(rest | (uint256(value) << TOTAL_CASH_AT));
    }

    function outflow(FlowWord word) internal pure returns (uint64) {
        return uint64(FlowWord.unwrap(word) >> OUTFLOW_AT);
    }

    function withOutflow(FlowWord word, uint64 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint64).max) << OUTFLOW_AT);
        return FlowWord.wrap(rest | (uint256(value) << OUTFLOW_AT));
    }

    function queued(FlowWord word) internal pure returns (uint64) {
        return uint64(FlowWord.unwrap(word) >> QUEUED_AT);
    }

    function withQueued(FlowWord word, uint64 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint64).max) << QUEUED_AT);
        return FlowWord.wrap(rest | (uint256(value) << QUEUED_AT));
    }

    function updatedAt(FlowWord word) internal pure returns (uint32) {
        return uint32(FlowWord.unwrap(word) >> UPDATED_AT_AT);
    }

    function withUpdatedAt(FlowWord word, uint32 value) internal pure returns (FlowWord) {
        uint256 rest = FlowWord.unwrap(word) & ~(uint256(type(uint32).max) << UPDATED_AT_AT);
        return FlowWord.wrap(rest | (uint256(value) << UPDATED_AT_AT));
    }
}
