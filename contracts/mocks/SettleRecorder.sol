// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Test double: what the settlement lane sends arrives here, in order.
contract SettleRecorder {
    uint256 public settled;
    uint256 public heartbeats;

    event Recorded(uint256 indexed position, bytes batch);

    error Recorder_Refused();

    /// @notice Refuses an empty batch.
    function settle(bytes calldata batch) external {
        require(batch.length != 0, Recorder_Refused());
        emit Recorded(++settled, batch);
    }

    function heartbeat() external {
        ++heartbeats;
    }
}
