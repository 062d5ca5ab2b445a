// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FlowWord} from "./FlowWord.sol";

/// @title Outflow bucket
/// @notice What leaves the core drains through a pipe of a limit per hour; an hour's worth may leave without waiting.
/// @dev Kept as the time at which the pipe is free again (the generic cell rate algorithm), not as an amount: when the limit falls because
/// much has left, those who come after do not wait longer than the money before them took.
library OutflowBucket {
    uint64 private constant LEAST_LIMIT = 1_000_000e6;
    uint64 private constant SHARE_OF_CASH = 10;
    /// @dev Times are nanoseconds since 1970: one money unit at the least limit takes 3.6, and 64 bits last until 2554.
    uint256 private constant SECOND = 1e9;
    uint256 private constant BURST = 1 hours * SECOND;
    /// @dev Nobody waits longer, so nothing charged keeps the pipe busy longer.
    uint256 internal constant LONGEST_QUEUE = 24 hours;

    /// @notice The greater of 10 % of all cash and 1,000,000.00, per hour.
    function limitOf(FlowWord flow) internal pure returns (uint64) {
        uint64 share = flow.totalCash() / SHARE_OF_CASH;
        return share > LEAST_LIMIT ? share : LEAST_LIMIT;
    }

    /// @notice What has left or was promised and has not drained yet, rounded down.
    function levelAt(FlowWord flow, uint256 time) internal pure returns (uint64) {
        uint256 level = ((_busyUntil(flow, time) - time * SECOND) * limitOf(flow)) / BURST;
        return uint64(Math.min(level, type(uint64).max));
    }

    /// @notice What may leave at `time` without waiting, rounded down.
    function roomAt(FlowWord flow, uint256 time) internal pure returns (uint64) {
        (uint256 busyUntil, uint256 horizon) = (_busyUntil(flow, time), time * SECOND + BURST);
        // The cast keeps the value: at most the limit.
        return busyUntil >= horizon ? 0 : uint64(((horizon - busyUntil) * limitOf(flow)) / BURST);
    }

    /// @notice Charges `amount` at `time`; its time is rounded up. What the queue would hold beyond its longest wait is forgotten: it leaves
    /// with the end of the queue, and those who come after it has left do not wait for it.
    function charge(FlowWord flow, uint64 amount, uint256 time) internal pure returns (FlowWord) {
        uint256 busyUntil = _busyUntil(flow, time) + Math.ceilDiv(amount * BURST, limitOf(flow));
        uint256 latest = (time + LONGEST_QUEUE) * SECOND + BURST;
        // The first cast holds until 2554, the second until 2106.
        return flow.withBusyUntil(uint64(Math.min(busyUntil, latest))).withUpdatedAt(uint32(time));
    }

    /// @notice Seconds from `time` until what was charged last may leave, rounded up.
    function waitOf(FlowWord flow, uint256 time) internal pure returns (uint256) {
        (uint256 busyUntil, uint256 horizon) = (flow.busyUntil(), time * SECOND + BURST);
        return busyUntil <= horizon ? 0 : Math.ceilDiv(busyUntil - horizon, SECOND);
    }

    function _busyUntil(FlowWord flow, uint256 time) private pure returns (uint256) {
        return Math.max(flow.busyUntil(), time * SECOND);
    }
}
