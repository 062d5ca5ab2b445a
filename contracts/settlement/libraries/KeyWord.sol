// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A further trading key, index 1 to 7. Its fields lie where the first key's lie in `ProfileWord`, so that one code reads both.
/// @dev From the low bits up, in bits:
///
///     key 160 | expiryDay 16 | spare 34 | kind 1 | epoch 24 | scope 16 | spare 5
///
type KeyWord is uint256;

using KeyWordLib for KeyWord global;

/// @title Codec of `KeyWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library KeyWordLib {
    uint256 private constant KEY_AT = 0;
    uint256 private constant EXPIRY_DAY_AT = 160;
    uint256 private constant KIND_AT = 210;
    uint256 private constant EPOCH_AT = 211;
    uint256 private constant SCOPE_AT = 235;

    function key(KeyWord word) internal pure returns (address) {
        return address(uint160(KeyWord.unwrap(word) >> KEY_AT));
    }

    function withKey(KeyWord word, address value) internal pure returns (KeyWord) {
        uint256 rest = KeyWord.unwrap(word) & ~(uint256(type(uint160).max) << KEY_AT);
        return KeyWord.wrap(rest | (uint256(uint160(value)) << KEY_AT));
    }

    function expiryDay(KeyWord word) internal pure returns (uint16) {
        return uint16(KeyWord.unwrap(word) >> EXPIRY_DAY_AT);
    }

    function withExpiryDay(KeyWord word, uint16 value) internal pure returns (KeyWord) {
        uint256 rest = KeyWord.unwrap(word) & ~(uint256(type(uint16).max) << EXPIRY_DAY_AT);
        return KeyWord.wrap(rest | (uint256(value) << EXPIRY_DAY_AT));
    }

    function kind(KeyWord word) internal pure returns (uint8) {
        return uint8((KeyWord.unwrap(word) >> KIND_AT) & 1);
    }

    function withKind(KeyWord word, uint8 value) internal pure returns (KeyWord) {
        uint256 rest = KeyWord.unwrap(word) & ~(uint256(1) << KIND_AT);
        return KeyWord.wrap(rest | (uint256(value & 1) << KIND_AT));
    }

    function epoch(KeyWord word) internal pure returns (uint24) {
        return uint24(KeyWord.unwrap(word) >> EPOCH_AT);
    }

    function withEpoch(KeyWord word, uint24 value) internal pure returns (KeyWord) {
        uint256 rest = KeyWord.unwrap(word) & ~(uint256(type(uint24).max) << EPOCH_AT);
        return KeyWord.wrap(rest | (uint256(value) << EPOCH_AT));
    }

    function scope(KeyWord word) internal pure returns (uint16) {
        return uint16(KeyWord.unwrap(word) >> SCOPE_AT);
    }

    function withScope(KeyWord word, uint16 value) internal pure returns (KeyWord) {
        uint256 rest = KeyWord.unwrap(word) & ~(uint256(type(uint16).max) << SCOPE_AT);
        return KeyWord.wrap(rest | (uint256(value) << SCOPE_AT));
    }
}
