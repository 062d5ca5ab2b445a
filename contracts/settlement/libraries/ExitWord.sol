// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A running exit request.
/// @dev From the low bits up, in bits:
///
///     maturesAt 40 | lapsesAt 40 | kind 8 | charged 64 | spare 104
///
type ExitWord is uint256;

using ExitWordLib for ExitWord global;

/// @title Codec of `ExitWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library ExitWordLib {
    uint256 private constant MATURES_AT_AT = 0;
    uint256 private constant LAPSES_AT_AT = 40;
    uint256 private constant KIND_AT = 80;
    uint256 private constant CHARGED_AT = 88;

    function maturesAt(ExitWord word) internal pure returns (uint40) {
        return uint40(ExitWord.unwrap(word) >> MATURES_AT_AT);
    }

    function withMaturesAt(ExitWord word, uint40 value) internal pure returns (ExitWord) {
        uint256 rest = ExitWord.unwrap(word) & ~(uint256(type(uint40).max) << MATURES_AT_AT);
        return ExitWord.wrap(rest | (uint256(value) << MATURES_AT_AT));
    }

    function lapsesAt(ExitWord word) internal pure returns (uint40) {
        return uint40(ExitWord.unwrap(word) >> LAPSES_AT_AT);
    }

    function withLapsesAt(ExitWord word, uint40 value) internal pure returns (ExitWord) {
        uint256 rest = ExitWord.unwrap(word) & ~(uint256(type(uint40).max) << LAPSES_AT_AT);
        return ExitWord.wrap(rest | (uint256(value) << LAPSES_AT_AT));
    }

    function kind(ExitWord word) internal pure returns (uint8) {
        return uint8(ExitWord.unwrap(word) >> KIND_AT);
    }

    function withKind(ExitWord word, uint8 value) internal pure returns (ExitWord) {
        uint256 rest = ExitWord.unwrap(word) & ~(uint256(type(uint8).max) << KIND_AT);
        return ExitWord.wrap(rest | (uint256(value) << KIND_AT));
    }

    function charged(ExitWord word) internal pure returns (uint64) {
        return uint64(ExitWord.unwrap(word) >> CHARGED_AT);
    }

    function withCharged(ExitWord word, uint64 value) internal pure returns (ExitWord) {
        uint256 rest = ExitWord.unwrap(word) & ~(uint256(type(uint64).max) << CHARGED_AT);
        return ExitWord.wrap(rest | (uint256(value) << CHARGED_AT));
    }
}
