// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Issuer terms
/// @notice What a rating and a tier are worth (ISS-2, ISS-3).
library IssuerTerms {
    uint8 internal constant MAX_RATING = 5;
    uint8 internal constant MAX_TIER = 3;
    /// @dev BBB.
    uint8 internal constant START_RATING = 2;
    /// @dev Silver.
    uint8 internal constant START_TIER = 0;

    uint8 private constant GOLD = 1;
    uint256 private constant GOLD_PERIOD = 30 days;

    /// @notice Face value that may be outstanding, in money units: B nothing, BB 20,000, BBB 100,000, A 1 M, AA 5 M, AAA 10 M dollars.
    function quotaOf(uint8 rating) internal pure returns (uint64) {
        if (rating == 0) return 0;
        if (rating == 1) return 20_000e6;
        if (rating == 2) return 100_000e6;
        if (rating == 3) return 1_000_000e6;
        if (rating == 4) return 5_000_000e6;
        return 10_000_000e6;
    }

    /// @notice The better of the tier's rate and, in the 30 days after approval, gold's.
    /// @param onboardedAt Second of the approval, 0 when there was none.
    function feeBpsOf(uint8 tier, uint40 onboardedAt, uint256 timestamp) internal pure returns (uint16) {
        bool isNew = onboardedAt != 0 && timestamp < onboardedAt + GOLD_PERIOD;
        return _tierFeeBps(isNew && tier < GOLD ? GOLD : tier);
    }

    function _tierFeeBps(uint8 tier) private pure returns (uint16) {
        if (tier == 0) return 150;
        if (tier == GOLD) return 120;
        if (tier == 2) return 100;
        return 80;
    }
}
