// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FlowWord} from "./FlowWord.sol";

/// @title Outflow bucket
/// @notice A leaky bucket of what leaves the core: it drains its limit per hour; what lies above the limit has to wait.
library OutflowBucket {
    uint64 private constant LEAST_LIMIT = 1_000_000e6;
    uint64 private constant SHARE_OF_CASH = 10;

    /// @notice The greater of 10 % of all cash and 1,000,000.00, per hour.
    function limitOf(FlowWord flow) internal pure returns (uint64) {
        uint64 share = flow.totalCash() / SHARE_OF_CASH;
        return share > LEAST_LIMIT ? share : LEAST_LIMIT;
    }

    /// @notice Level at `time`; the drain is rounded down, so that the limit is never exceeded.
    function levelAt(FlowWord flow, uint256 time) internal pure returns (uint64) {
        uint256 drained = ((time - flow.updatedAt()) * limitOf(flow)) / 1 hours;
        // The cast keeps the value: it is below the level.
        return drained >= flow.outflow() ? 0 : uint64(flow.outflow() - drained);
    }

    /// @notice What may leave at `time` without waiting.
    function roomAt(FlowWord flow, uint256 time) internal pure returns (uint64) {
        (uint64 level, uint64 limit) = (levelAt(flow, time), limitOf(flow));
        return level >= limit ? 0 : limit - level;
    }

    /// @notice Charges `amount` at `time`. The level saturates: it cannot be filled past what takes years to drain.
    function charge(FlowWord flow, uint64 amount, uint256 time) internal pure returns (FlowWord) {
        uint64 level = uint64(Math.min(uint256(levelAt(flow, time)) + amount, type(uint64).max));
        // The cast holds until 2106.
        return flow.withOutflow(level).withUpdatedAt(uint32(time));
    }

    /// @notice Seconds until what was charged last lies within the limit, rounded up.
    function waitOf(FlowWord flow) internal pure returns (uint256) {
        (uint256 level, uint256 limit) = (flow.outflow(), limitOf(flow));
        return level <= limit ? 0 : Math.ceilDiv((level - limit) * 1 hours, limit);
    }
}
