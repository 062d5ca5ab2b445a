// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Bits} from "./Bits.sol";
import {KeyWord} from "./KeyWord.sol";

/// @notice Who an account is and its first trading key. `scope` is laid out as in `TradingKey`.
/// @dev From the low bits up, in bits:
///
///     key 160 | keyExpiryDay 16 | level 2 | state 2 | hasBrakeHint 1 | isSanctioned 1 | kycExpiryDay 16 |
///     jurisdiction 10 | isAccredited 1 | isMarketMaker 1 | keyKind 1 | epoch 24 | scope 16 | spare 5
///
type ProfileWord is uint256;

using ProfileWordLib for ProfileWord global;

/// @title Codec of `ProfileWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library ProfileWordLib {
    uint256 private constant KEY_AT = 0;
    uint256 private constant KEY_EXPIRY_DAY_AT = 160;
    uint256 private constant LEVEL_AT = 176;
    uint256 private constant STATE_AT = 178;
    uint256 private constant HAS_BRAKE_HINT_AT = 180;
    uint256 private constant IS_SANCTIONED_AT = 181;
    uint256 private constant KYC_EXPIRY_DAY_AT = 182;
    uint256 private constant JURISDICTION_AT = 198;
    uint256 private constant IS_ACCREDITED_AT = 208;
    uint256 private constant IS_MARKET_MAKER_AT = 209;
    uint256 private constant KEY_KIND_AT = 210;
    uint256 private constant EPOCH_AT = 211;
    uint256 private constant SCOPE_AT = 235;

    /// @dev What `tradingKey` of index 0 and `KeyWord` hold: key, expiry day, kind, epoch, scope.
    uint256 private constant TRADING_KEY_MASK =
        type(uint176).max | (1 << KEY_KIND_AT) | (uint256(type(uint24).max) << EPOCH_AT) | (uint256(type(uint16).max) << SCOPE_AT);
    /// @dev State, brake hint, sanction, and the scope's limit of notional and sell floor: what a plain order's owner has none of.
    uint256 private constant LIMITS_MASK =
        (3 << STATE_AT) | (1 << HAS_BRAKE_HINT_AT) | (1 << IS_SANCTIONED_AT) | (uint256(0xfff) << SCOPE_AT);
    uint256 private constant NO_LIMITS = 31 << (7 + SCOPE_AT);
    uint256 private constant SIDES_AT = 14 + SCOPE_AT;
    uint256 private constant CLASSES_AT = 12 + SCOPE_AT;
    /// @dev A spare bit: no profile has it.
    uint256 private constant NEVER = 1 << 255;

    function key(ProfileWord word) internal pure returns (address) {
        return address(uint160(ProfileWord.unwrap(word) >> KEY_AT));
    }

    function withKey(ProfileWord word, address value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(type(uint160).max) << KEY_AT);
        return ProfileWord.wrap(rest | (uint256(uint160(value)) << KEY_AT));
    }

    function keyExpiryDay(ProfileWord word) internal pure returns (uint16) {
        return uint16(ProfileWord.unwrap(word) >> KEY_EXPIRY_DAY_AT);
    }

    function withKeyExpiryDay(ProfileWord word, uint16 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(type(uint16).max) << KEY_EXPIRY_DAY_AT);
        return ProfileWord.wrap(rest | (uint256(value) << KEY_EXPIRY_DAY_AT));
    }

    function level(ProfileWord word) internal pure returns (uint8) {
        return uint8((ProfileWord.unwrap(word) >> LEVEL_AT) & 3);
    }

    function withLevel(ProfileWord word, uint8 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(3) << LEVEL_AT);
        return ProfileWord.wrap(rest | (uint256(value & 3) << LEVEL_AT));
    }

    function state(ProfileWord word) internal pure returns (uint8) {
        return uint8((ProfileWord.unwrap(word) >> STATE_AT) & 3);
    }

    function withState(ProfileWord word, uint8 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(3) << STATE_AT);
        return ProfileWord.wrap(rest | (uint256(value & 3) << STATE_AT));
    }

    function hasBrakeHint(ProfileWord word) internal pure returns (bool) {
        return (ProfileWord.unwrap(word) >> HAS_BRAKE_HINT_AT) & 1 == 1;
    }

    function withBrakeHint(ProfileWord word, bool value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(1) << HAS_BRAKE_HINT_AT);
        return ProfileWord.wrap(rest | (uint256(value ? 1 : 0) << HAS_BRAKE_HINT_AT));
    }

    function isSanctioned(ProfileWord word) internal pure returns (bool) {
        return (ProfileWord.unwrap(word) >> IS_SANCTIONED_AT) & 1 == 1;
    }

    function withSanctioned(ProfileWord word, bool value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(1) << IS_SANCTIONED_AT);
        return ProfileWord.wrap(rest | (uint256(value ? 1 : 0) << IS_SANCTIONED_AT));
    }

    function kycExpiryDay(ProfileWord word) internal pure returns (uint16) {
        return uint16(ProfileWord.unwrap(word) >> KYC_EXPIRY_DAY_AT);
    }

    function withKycExpiryDay(ProfileWord word, uint16 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(type(uint16).max) << KYC_EXPIRY_DAY_AT);
        return ProfileWord.wrap(rest | (uint256(value) << KYC_EXPIRY_DAY_AT));
    }

    function jurisdiction(ProfileWord word) internal pure returns (uint16) {
        return uint16((ProfileWord.unwrap(word) >> JURISDICTION_AT) & 1023);
    }

    function withJurisdiction(ProfileWord word, uint16 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(1023) << JURISDICTION_AT);
        return ProfileWord.wrap(rest | (uint256(value & 1023) << JURISDICTION_AT));
    }

    function isAccredited(ProfileWord word) internal pure returns (bool) {
        return (ProfileWord.unwrap(word) >> IS_ACCREDITED_AT) & 1 == 1;
    }

    function withAccredited(ProfileWord word, bool value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(1) << IS_ACCREDITED_AT);
        return ProfileWord.wrap(rest | (uint256(value ? 1 : 0) << IS_ACCREDITED_AT));
    }

    function isMarketMaker(ProfileWord word) internal pure returns (bool) {
        return (ProfileWord.unwrap(word) >> IS_MARKET_MAKER_AT) & 1 == 1;
    }

    function withMarketMaker(ProfileWord word, bool value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(1) << IS_MARKET_MAKER_AT);
        return ProfileWord.wrap(rest | (uint256(value ? 1 : 0) << IS_MARKET_MAKER_AT));
    }

    function keyKind(ProfileWord word) internal pure returns (uint8) {
        return uint8((ProfileWord.unwrap(word) >> KEY_KIND_AT) & 1);
    }

    function withKeyKind(ProfileWord word, uint8 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(1) << KEY_KIND_AT);
        return ProfileWord.wrap(rest | (uint256(value & 1) << KEY_KIND_AT));
    }

    function epoch(ProfileWord word) internal pure returns (uint24) {
        return uint24(ProfileWord.unwrap(word) >> EPOCH_AT);
    }

    function withEpoch(ProfileWord word, uint24 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(type(uint24).max) << EPOCH_AT);
        return ProfileWord.wrap(rest | (uint256(value) << EPOCH_AT));
    }

    function scope(ProfileWord word) internal pure returns (uint16) {
        return uint16(ProfileWord.unwrap(word) >> SCOPE_AT);
    }

    function withScope(ProfileWord word, uint16 value) internal pure returns (ProfileWord) {
        uint256 rest = ProfileWord.unwrap(word) & ~(uint256(type(uint16).max) << SCOPE_AT);
        return ProfileWord.wrap(rest | (uint256(value) << SCOPE_AT));
    }

    /// @notice What a profile says whose owner may buy or sell with an unlimited key in a series of this class, and nothing against it.
    /// @param isSell 1 or 0; `isSecurity` likewise. Buyers of a security are asked further questions, hence no profile is plain there.
    function wanted(uint256 isSell, uint256 isSecurity) internal pure returns (uint256) {
        if (isSecurity > isSell) return NEVER;
        unchecked {
            return NO_LIMITS | (1 << (SIDES_AT + isSell)) | (1 << (CLASSES_AT + isSecurity)); // Bits 247 to 250.
        }
    }

    /// @notice Zero when the profile says what is wanted, is unrestricted, not sanctioned and not braked; its level is not looked at.
    function deviation(ProfileWord word, uint256 wanted_) internal pure returns (uint256) {
        return (ProfileWord.unwrap(word) & (LIMITS_MASK | wanted_)) ^ wanted_;
    }

    /// @dev 1 or 0.
    function hasNoLevel(ProfileWord word) internal pure returns (uint256) {
        return Bits.when(ProfileWord.unwrap(word) & (3 << LEVEL_AT) == 0);
    }

    /// @notice The trading key of index 0 as one of the others: its fields lie at the same bits.
    function tradingKey(ProfileWord word) internal pure returns (KeyWord) {
        return KeyWord.wrap(ProfileWord.unwrap(word));
    }

    /// @notice The same person with another of its trading keys.
    function withTradingKey(ProfileWord word, KeyWord other) internal pure returns (ProfileWord) {
        return ProfileWord.wrap((ProfileWord.unwrap(word) & ~TRADING_KEY_MASK) | (KeyWord.unwrap(other) & TRADING_KEY_MASK));
    }
}
