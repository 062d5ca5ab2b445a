// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice An account: its money, how many units it owns (in the market or not) and its first two order lanes.
/// A lane is seq 32 << 32 | filled 32; see `LaneField` for the lanes as bit fields.
/// @dev From the low bits up, in bits:
///
///     cash 64 | units 32 | lane0 64 | lane1 64 | spare 32
///
type AccountWord is uint256;

using AccountWordLib for AccountWord global;

/// @title Codec of `AccountWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library AccountWordLib {
    uint256 private constant CASH_AT = 0;
    uint256 private constant UNITS_AT = 64;
    uint256 private constant LANE0_AT = 96;
    uint256 private constant LANE1_AT = 160;

    function cash(AccountWord word) internal pure returns (uint64) {
        return uint64(AccountWord.unwrap(word) >> CASH_AT);
    }

    function withCash(AccountWord word, uint64 value) internal pure returns (AccountWord) {
        uint256 rest = AccountWord.unwrap(word) & ~(uint256(type(uint64).max) << CASH_AT);
        return AccountWord.wrap(rest | (uint256(value) << CASH_AT));
    }

    function units(AccountWord word) internal pure returns (uint32) {
        return uint32(AccountWord.unwrap(word) >> UNITS_AT);
    }

    function withUnits(AccountWord word, uint32 value) internal pure returns (AccountWord) {
        uint256 rest = AccountWord.unwrap(word) & ~(uint256(type(uint32).max) << UNITS_AT);
        return AccountWord.wrap(rest | (uint256(value) << UNITS_AT));
    }

    function lane0(AccountWord word) internal pure returns (uint64) {
        return uint64(AccountWord.unwrap(word) >> LANE0_AT);
    }

    function withLane0(AccountWord word, uint64 value) internal pure returns (AccountWord) {
        uint256 rest = AccountWord.unwrap(word) & ~(uint256(type(uint64).max) << LANE0_AT);
        return AccountWord.wrap(rest | (uint256(value) << LANE0_AT));
    }

    function lane1(AccountWord word) internal pure returns (uint64) {
        return uint64(AccountWord.unwrap(word) >> LANE1_AT);
    }

    function withLane1(AccountWord word, uint64 value) internal pure returns (AccountWord) {
        uint256 rest = AccountWord.unwrap(word) & ~(uint256(type(uint64).max) << LANE1_AT);
        return AccountWord.wrap(rest | (uint256(value) << LANE1_AT));
    }
}
