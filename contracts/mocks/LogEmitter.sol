// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice One log to be written by `emitter`.
struct RawLog {
    LogEmitter emitter;
    bytes32[] topics;
    bytes data;
}

/// @title Log emitter
/// @notice Test double that stands where a contract would and writes any log in its name: for the index's own tests.
contract LogEmitter {
    error LogEmitter_TooManyTopics(uint256 count);

    /// @notice Writes all logs in one transaction, each in the name of its emitter.
    function emitAll(RawLog[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) logs[i].emitter.emitLog(logs[i].topics, logs[i].data);
    }

    function emitLog(bytes32[] calldata topics, bytes calldata data) external {
        require(topics.length <= 4, LogEmitter_TooManyTopics(topics.length));
        bytes32[4] memory t;
        for (uint256 i = 0; i < topics.length; ++i) t[i] = topics[i];
        bytes memory body = data;
        uint256 count = topics.length;
        // Solidity has no function for a log with computed topics.
        assembly ("memory-safe") {
            let start := add(body, 0x20)
            let size := mload(body)
            switch count
            case 0 {
                log0(start, size)
            }
            case 1 {
                log1(start, size, mload(t))
            }
            case 2 {
                log2(start, size, mload(t), mload(add(t, 0x20)))
            }
            case 3 {
                log3(start, size, mload(t), mload(add(t, 0x20)), mload(add(t, 0x40)))
            }
            default {
                log4(start, size, mload(t), mload(add(t, 0x20)), mload(add(t, 0x40)), mload(add(t, 0x60)))
            }
        }
    }
}
