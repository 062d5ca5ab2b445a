// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Spending, Spent} from "../../../contracts/organisation/libraries/Spending.sol";
import {Test} from "../Test.sol";

/// @notice Properties of what a rule still counts of the last 24 hours.
contract SpendingTest is Test {
    using Spending for Spent;

    uint256 private constant START = 1_800_000_000;
    uint256 private constant DAY = 24 hours;

    /// @dev Whoever stays inside a band, however the payments are cut and timed, takes at most twice the band in 24 hours; each rounding
    /// keeps less than a unit back.
    function testFuzz_atMostTwiceABandInADay(uint64 band, uint64[12] memory amounts, uint32[12] memory pauses) public pure {
        Spent memory spent;
        uint256 time = START;
        uint256 total = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            time += pauses[i] % (DAY / amounts.length);
            uint256 level = spent.levelAt(time);
            uint256 amount = bound(amounts[i], 0, level >= band ? 0 : band - level);
            spent = Spent({level: uint208(level + amount), since: uint48(time)});
            total += amount;
        }
        assert(total <= 2 * uint256(band));
    }

    function testFuzz_fallsToNothingInADayAndNeverRises(uint208 level, uint32 early, uint32 late) public pure {
        Spent memory spent = Spent({level: level, since: uint48(START)});
        (uint256 before, uint256 after_) = early < late ? (early, late) : (late, early);
        assert(spent.levelAt(START) == level);
        assert(spent.levelAt(START + after_) <= spent.levelAt(START + before));
        assert(spent.levelAt(START + DAY + before) == 0);
    }
}
