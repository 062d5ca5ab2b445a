// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SeriesRules} from "../../../contracts/coupon/libraries/SeriesRules.sol";
import {Test} from "../Test.sol";

/// @notice The arithmetic of a series over its whole range.
contract SeriesRulesTest is Test {
    uint256 private constant MAX_FEE_BPS = 150;

    function testFuzz_faceValueIsExact(uint48 face, uint32 supply) external pure {
        uint256 value = SeriesRules.faceValue(face, supply);
        vm.assertEq(value, uint256(face) * uint256(supply));
        vm.assertTrue(value < 1 << 80);
    }

    /// @notice The reserve covers the issue price and the whole breakage share of the unit, and not a unit of money more.
    function testFuzz_reserveCoversPriceAndBreakage(uint48 face, uint48 issuePrice) external pure {
        face = uint48(bound(face, 1, SeriesRules.MAX_PRICE));
        uint256 reserve = SeriesRules.reservePerUnit(face, issuePrice);
        vm.assertGe(reserve, issuePrice);
        vm.assertGe(reserve * 10, face);
        vm.assertTrue(reserve == issuePrice || (reserve - 1) * 10 < face);
    }

    /// @notice Whoever keeps to the highest net price can be sold: at the highest price, what is left after the fee covers the reserve.
    function testFuzz_acceptedSeriesCanBeSold(uint48 face, uint48 issuePrice, uint16 feeBps, bool security) external pure {
        face = uint48(bound(face, 1, SeriesRules.MAX_PRICE));
        feeBps = uint16(bound(feeBps, 0, MAX_FEE_BPS));
        uint48 highest = SeriesRules.highestNetPrice(face, security, feeBps);
        issuePrice = uint48(bound(issuePrice, 1, highest));
        uint256 price = security ? SeriesRules.MAX_PRICE : face;
        uint256 left = price - (price * feeBps) / 10_000;
        vm.assertGe(left, SeriesRules.reservePerUnit(face, issuePrice));
    }

    /// @notice One unit of money above the highest net price could never be sold.
    function testFuzz_refusedSeriesCouldNotBeSold(uint48 face, uint16 feeBps) external pure {
        face = uint48(bound(face, 1, SeriesRules.MAX_PRICE));
        feeBps = uint16(bound(feeBps, 0, MAX_FEE_BPS));
        uint256 refused = uint256(SeriesRules.highestNetPrice(face, false, feeBps)) + 1;
        vm.assertTrue(face - (uint256(face) * feeBps) / 10_000 < refused);
    }
}
