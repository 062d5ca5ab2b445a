// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Fees earned and not yet collected.
/// @dev From the low bits up, in bits:
///
///     accrued 64 | spare 192
///
type FeesWord is uint256;

using FeesWordLib for FeesWord global;

/// @title Codec of `FeesWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library FeesWordLib {
    uint256 private constant ACCRUED_AT = 0;

    function accrued(FeesWord word) internal pure returns (uint64) {
        return uint64(FeesWord.unwrap(word) >> ACCRUED_AT);
    }

    function withAccrued(FeesWord word, uint64 value) internal pure returns (FeesWord) {
        uint256 rest = FeesWord.unwrap(word) & ~(uint256(type(uint64).max) << ACCRUED_AT);
        return FeesWord.wrap(rest | (uint256(value) << ACCRUED_AT));
    }
}
