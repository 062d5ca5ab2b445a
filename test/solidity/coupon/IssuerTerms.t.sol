// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IssuerTerms} from "../../../contracts/coupon/libraries/IssuerTerms.sol";
import {Test} from "../Test.sol";

/// @notice Quotas and fees over all ratings, tiers and times.
contract IssuerTermsTest is Test {
    /// @notice A better rating is never worth less.
    function testFuzz_quotaRisesWithRating(uint8 rating) external pure {
        rating = uint8(bound(rating, 1, IssuerTerms.MAX_RATING));
        vm.assertTrue(IssuerTerms.quotaOf(rating) > IssuerTerms.quotaOf(rating - 1));
    }

    /// @notice A better tier never pays more, the first 30 days never cost more than gold, and every rate stays in its range.
    function testFuzz_feeFollowsTierAndTime(uint8 tier, uint40 onboardedAt, uint40 timestamp) external pure {
        tier = uint8(bound(tier, 0, IssuerTerms.MAX_TIER));
        uint16 feeBps = IssuerTerms.feeBpsOf(tier, onboardedAt, timestamp);
        vm.assertTrue(feeBps >= 80 && feeBps <= 150);
        if (tier > 0) vm.assertTrue(feeBps <= IssuerTerms.feeBpsOf(tier - 1, onboardedAt, timestamp));
        bool isNew = onboardedAt != 0 && timestamp < uint256(onboardedAt) + 30 days;
        if (isNew) vm.assertTrue(feeBps <= 120);
        else vm.assertEq(feeBps, IssuerTerms.feeBpsOf(tier, 0, timestamp));
    }
}
