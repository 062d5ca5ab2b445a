// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Money of the primary sales of one series on one UTC day. `gross` is the sum of prices and includes the
/// issuance fees; the money held is gross + buyerFees.
/// @dev From the low bits up, in bits:
///
///     gross 64 | buyerFees 64 | issuanceFees 64 | units 32 | isReleased 1 | spare 31
///
type HeldWord is uint256;

using HeldWordLib for HeldWord global;

/// @title Codec of `HeldWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library HeldWordLib {
    uint256 private constant GROSS_AT = 0;
    uint256 private constant BUYER_FEES_AT = 64;
    uint256 private constant ISSUANCE_FEES_AT = 128;
    uint256 private constant UNITS_AT = 192;
    uint256 private constant IS_RELEASED_AT = 224;

    function gross(HeldWord word) internal pure returns (uint64) {
        return uint64(HeldWord.unwrap(word) >> GROSS_AT);
    }

    function withGross(HeldWord word, uint64 value) internal pure returns (HeldWord) {
        uint256 rest = HeldWord.unwrap(word) & ~(uint256(type(uint64).max) << GROSS_AT);
        return HeldWord.wrap(rest | (uint256(value) << GROSS_AT));
    }

    function buyerFees(HeldWord word) internal pure returns (uint64) {
        return uint64(HeldWord.unwrap(word) >> BUYER_FEES_AT);
    }

    function withBuyerFees(HeldWord word, uint64 value) internal pure returns (HeldWord) {
        uint256 rest = HeldWord.unwrap(word) & ~(uint256(type(uint64).max) << BUYER_FEES_AT);
        return HeldWord.wrap(rest | (uint256(value) << BUYER_FEES_AT));
    }

    function issuanceFees(HeldWord word) internal pure returns (uint64) {
        return uint64(HeldWord.unwrap(word) >> ISSUANCE_FEES_AT);
    }

    function withIssuanceFees(HeldWord word, uint64 value) internal pure returns (HeldWord) {
        uint256 rest = HeldWord.unwrap(word) & ~(uint256(type(uint64).max) << ISSUANCE_FEES_AT);
        return HeldWord.wrap(rest | (uint256(value) << ISSUANCE_FEES_AT));
    }

    function units(HeldWord word) internal pure returns (uint32) {
        return uint32(HeldWord.unwrap(word) >> UNITS_AT);
    }

    function withUnits(HeldWord word, uint32 value) internal pure returns (HeldWord) {
        uint256 rest = HeldWord.unwrap(word) & ~(uint256(type(uint32).max) << UNITS_AT);
        return HeldWord.wrap(rest | (uint256(value) << UNITS_AT));
    }

    function isReleased(HeldWord word) internal pure returns (bool) {
        return (HeldWord.unwrap(word) >> IS_RELEASED_AT) & 1 == 1;
    }

    function withReleased(HeldWord word, bool value) internal pure returns (HeldWord) {
        uint256 rest = HeldWord.unwrap(word) & ~(uint256(1) << IS_RELEASED_AT);
        return HeldWord.wrap(rest | (uint256(value ? 1 : 0) << IS_RELEASED_AT));
    }
}
