// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A change of keys or orders that waits for its delay. The last three fields serve key changes only.
/// @dev From the low bits up, in bits:
///
///     kind 8 | target 160 | effectiveAt 40 | expiryDay 16 | scope 16 | keyKind 1 | spare 15
///
type ChangeWord is uint256;

using ChangeWordLib for ChangeWord global;

/// @title Codec of `ChangeWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library ChangeWordLib {
    uint256 private constant KIND_AT = 0;
    uint256 private constant TARGET_AT = 8;
    uint256 private constant EFFECTIVE_AT_AT = 168;
    uint256 private constant EXPIRY_DAY_AT = 208;
    uint256 private constant SCOPE_AT = 224;
    uint256 private constant KEY_KIND_AT = 240;

    function kind(ChangeWord word) internal pure returns (uint8) {
        return uint8(ChangeWord.unwrap(word) >> KIND_AT);
    }

    function withKind(ChangeWord word, uint8 value) internal pure returns (ChangeWord) {
        uint256 rest = ChangeWord.unwrap(word) & ~(uint256(type(uint8).max) << KIND_AT);
        return ChangeWord.wrap(rest | (uint256(value) << KIND_AT));
    }

    function target(ChangeWord word) internal pure returns (uint160) {
        return uint160(ChangeWord.unwrap(word) >> TARGET_AT);
    }

    function withTarget(ChangeWord word, uint160 value) internal pure returns (ChangeWord) {
        uint256 rest = ChangeWord.unwrap(word) & ~(uint256(type(uint160).max) << TARGET_AT);
        return ChangeWord.wrap(rest | (uint256(value) << TARGET_AT));
    }

    function effectiveAt(ChangeWord word) internal pure returns (uint40) {
        return uint40(ChangeWord.unwrap(word) >> EFFECTIVE_AT_AT);
    }

    function withEffectiveAt(ChangeWord word, uint40 value) internal pure returns (ChangeWord) {
        uint256 rest = ChangeWord.unwrap(word) & ~(uint256(type(uint40).max) << EFFECTIVE_AT_AT);
        return ChangeWord.wrap(rest | (uint256(value) << EFFECTIVE_AT_AT));
    }

    function expiryDay(ChangeWord word) internal pure returns (uint16) {
        return uint16(ChangeWord.unwrap(word) >> EXPIRY_DAY_AT);
    }

    function withExpiryDay(ChangeWord word, uint16 value) internal pure returns (ChangeWord) {
        uint256 rest = ChangeWord.unwrap(word) & ~(uint256(type(uint16).max) << EXPIRY_DAY_AT);
        return ChangeWord.wrap(rest | (uint256(value) << EXPIRY_DAY_AT));
    }

    function scope(ChangeWord word) internal pure returns (uint16) {
        return uint16(ChangeWord.unwrap(word) >> SCOPE_AT);
    }

    function withScope(ChangeWord word, uint16 value) internal pure returns (ChangeWord) {
        uint256 rest = ChangeWord.unwrap(word) & ~(uint256(type(uint16).max) << SCOPE_AT);
        return ChangeWord.wrap(rest | (uint256(value) << SCOPE_AT));
    }

    function keyKind(ChangeWord word) internal pure returns (uint8) {
        return uint8((ChangeWord.unwrap(word) >> KEY_KIND_AT) & 1);
    }

    function withKeyKind(ChangeWord word, uint8 value) internal pure returns (ChangeWord) {
        uint256 rest = ChangeWord.unwrap(word) & ~(uint256(1) << KEY_KIND_AT);
        return ChangeWord.wrap(rest | (uint256(value & 1) << KEY_KIND_AT));
    }
}
