// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FlowWord} from "../../contracts/settlement/libraries/FlowWord.sol";
import {OutflowBucket} from "../../contracts/settlement/libraries/OutflowBucket.sol";
import {Test} from "./Test.sol";

/// @notice Properties of the outflow bucket over random money, charges and times.
contract OutflowBucketTest is Test {
    uint256 private constant START = 1_800_000_000;
    uint64 private constant LEAST = 1_000_000e6;

    function testFuzz_limitIsTheGreaterOfTenPercentAndAMillion(uint64 cash) public pure {
        uint64 limit = OutflowBucket.limitOf(_flowOf(cash));
        assert(limit >= LEAST && limit >= cash / 10);
        assert(limit == LEAST || limit == cash / 10);
    }

    /// @dev Whatever is asked for in whatever order, without waiting no more leaves in an hour than twice the limit: what the hour before left
    /// unused, and what drains meanwhile.
    function testFuzz_paysAtMostRoomWithoutWaiting(uint64 cash, uint64[8] memory amounts, uint16[8] memory pauses) public pure {
        FlowWord flow = _flowOf(cash);
        uint256 time = START;
        uint256 paid = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            time += pauses[i] % 450;
            uint64 room = OutflowBucket.roomAt(flow, time);
            uint64 amount = uint64(bound(amounts[i], 0, room));
            flow = OutflowBucket.charge(flow, amount, time);
            paid += amount;
            assert(OutflowBucket.waitOf(flow, time) == 0);
        }
        assert(paid <= 2 * uint256(OutflowBucket.limitOf(flow)));
    }

    function testFuzz_roomIsAlwaysChargeableWithoutWait(uint64 cash, uint64 before, uint32 pause) public pure {
        FlowWord flow = OutflowBucket.charge(_flowOf(cash), before, START);
        uint256 time = START + pause;
        uint64 room = OutflowBucket.roomAt(flow, time);
        if (room == 0) return;
        assert(OutflowBucket.waitOf(OutflowBucket.charge(flow, room, time), time) == 0);
    }

    /// @dev More than the room makes somebody wait; rounding gives away at most a nanosecond of the pipe.
    function testFuzz_moreThanRoomWaits(uint64 cash, uint64 before, uint64 above) public pure {
        FlowWord flow = OutflowBucket.charge(_flowOf(cash), before, START);
        uint64 room = OutflowBucket.roomAt(flow, START);
        if (room == type(uint64).max || above == 0 || above > type(uint64).max - room) return;
        flow = OutflowBucket.charge(flow, room + above, START);
        assert(OutflowBucket.waitOf(flow, START) > 0 || above <= OutflowBucket.limitOf(flow) / 3_600e9 + 1);
    }

    /// @dev The wait is what the overflow takes to drain, rounded up, give or take the rounding of one charge.
    function testFuzz_waitDrainsTheOverflow(uint64 cash, uint64 amount) public pure {
        uint256 limit = OutflowBucket.limitOf(_flowOf(cash));
        // Nobody asks for more than there is, ten times the limit.
        amount = uint64(bound(amount, 0, 10 * limit));
        FlowWord flow = OutflowBucket.charge(_flowOf(cash), amount, START);
        uint256 exact = amount <= limit ? 0 : ((amount - limit) * 3_600 + limit - 1) / limit;
        uint256 wait = OutflowBucket.waitOf(flow, START);
        assert(wait >= exact && wait <= exact + 1);
    }

    function testFuzz_levelFallsWithTimeAndNeverBelowZero(uint64 cash, uint64 amount, uint32 early, uint32 later) public pure {
        FlowWord flow = OutflowBucket.charge(_flowOf(cash), amount, START);
        uint256 first = START + early;
        // A nanosecond of the pipe is what rounding may add.
        assert(OutflowBucket.levelAt(flow, first) <= uint256(amount) + OutflowBucket.limitOf(flow) / 3_600e9 + 1);
        assert(OutflowBucket.levelAt(flow, first + later) <= OutflowBucket.levelAt(flow, first));
        assert(OutflowBucket.roomAt(flow, first + later) >= OutflowBucket.roomAt(flow, first));
    }

    function testFuzz_chargeKeepsTotalCash(uint64 cash, uint64 amount) public pure {
        assert(OutflowBucket.charge(_flowOf(cash), amount, START).totalCash() == cash);
    }

    function _flowOf(uint64 cash) private pure returns (FlowWord) {
        return FlowWord.wrap(0).withTotalCash(cash);
    }
}
