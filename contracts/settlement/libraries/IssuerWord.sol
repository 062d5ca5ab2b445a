// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice An issuer. Status as in `IControllers.setIssuer`.
/// @dev From the low bits up, in bits:
///
///     status 4 | tier 2 | rating 3 | hasBrakeHint 1 | onboardedAt 40 | quotaUsed 64 | quota 64 | spare 78
///
type IssuerWord is uint256;

using IssuerWordLib for IssuerWord global;

/// @title Codec of `IssuerWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library IssuerWordLib {
    uint256 private constant STATUS_AT = 0;
    uint256 private constant TIER_AT = 4;
    uint256 private constant RATING_AT = 6;
    uint256 private constant HAS_BRAKE_HINT_AT = 9;
    uint256 private constant ONBOARDED_AT_AT = 10;
    uint256 private constant QUOTA_USED_AT = 50;
    uint256 private constant QUOTA_AT = 114;

    function status(IssuerWord word) internal pure returns (uint8) {
        return uint8((IssuerWord.unwrap(word) >> STATUS_AT) & 15);
    }

    function withStatus(IssuerWord word, uint8 value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(15) << STATUS_AT);
        return IssuerWord.wrap(rest | (uint256(value & 15) << STATUS_AT));
    }

    function tier(IssuerWord word) internal pure returns (uint8) {
        return uint8((IssuerWord.unwrap(word) >> TIER_AT) & 3);
    }

    function withTier(IssuerWord word, uint8 value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(3) << TIER_AT);
        return IssuerWord.wrap(rest | (uint256(value & 3) << TIER_AT));
    }

    function rating(IssuerWord word) internal pure returns (uint8) {
        return uint8((IssuerWord.unwrap(word) >> RATING_AT) & 7);
    }

    function withRating(IssuerWord word, uint8 value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(7) << RATING_AT);
        return IssuerWord.wrap(rest | (uint256(value & 7) << RATING_AT));
    }

    function hasBrakeHint(IssuerWord word) internal pure returns (bool) {
        return (IssuerWord.unwrap(word) >> HAS_BRAKE_HINT_AT) & 1 == 1;
    }

    function withBrakeHint(IssuerWord word, bool value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(1) << HAS_BRAKE_HINT_AT);
        return IssuerWord.wrap(rest | (uint256(value ? 1 : 0) << HAS_BRAKE_HINT_AT));
    }

    function onboardedAt(IssuerWord word) internal pure returns (uint40) {
        return uint40(IssuerWord.unwrap(word) >> ONBOARDED_AT_AT);
    }

    function withOnboardedAt(IssuerWord word, uint40 value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(type(uint40).max) << ONBOARDED_AT_AT);
        return IssuerWord.wrap(rest | (uint256(value) << ONBOARDED_AT_AT));
    }

    function quotaUsed(IssuerWord word) internal pure returns (uint64) {
        return uint64(IssuerWord.unwrap(word) >> QUOTA_USED_AT);
    }

    function withQuotaUsed(IssuerWord word, uint64 value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(type(uint64).max) << QUOTA_USED_AT);
        return IssuerWord.wrap(rest | (uint256(value) << QUOTA_USED_AT));
    }

    function quota(IssuerWord word) internal pure returns (uint64) {
        return uint64(IssuerWord.unwrap(word) >> QUOTA_AT);
    }

    function withQuota(IssuerWord word, uint64 value) internal pure returns (IssuerWord) {
        uint256 rest = IssuerWord.unwrap(word) & ~(uint256(type(uint64).max) << QUOTA_AT);
        return IssuerWord.wrap(rest | (uint256(value) << QUOTA_AT));
    }
}
