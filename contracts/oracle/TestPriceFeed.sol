// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAggregatorV3} from "./interfaces/IAggregatorV3.sol";

/// @title Test price feed
/// @notice A feed of local chains that anyone may set and that is fresh unless told otherwise. Never deployed where money is real.
contract TestPriceFeed is IAggregatorV3 {
    /// @inheritdoc IAggregatorV3
    uint8 public immutable decimals;

    uint80 private _roundId;
    int256 private _answer;
    uint256 private _startedAt;
    /// @dev 0 = always now.
    uint256 private _updatedAt;
    bool private _isIncomplete;

    constructor(uint8 decimals_, int256 answer) {
        decimals = decimals_;
        _answer = answer;
    }

    /// @notice Anyone. A feed that is written is as fresh as it is read.
    function setAnswer(int256 answer) external {
        (_roundId, _answer, _startedAt, _updatedAt, _isIncomplete) = (_roundId + 1, answer, block.timestamp, 0, false);
    }

    /// @notice Anyone. Pins the time of the last answer; 0 is an incomplete round.
    function setUpdatedAt(uint256 updatedAt) external {
        (_updatedAt, _isIncomplete) = (updatedAt, updatedAt == 0);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        uint256 updatedAt = _updatedAt == 0 && !_isIncomplete ? block.timestamp : _updatedAt;
        return (_roundId, _answer, _startedAt, updatedAt, _roundId);
    }
}
