// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Price feed
/// @notice The reading half of a Chainlink data feed (AggregatorV3Interface); many other publishers answer the same calls.
interface IAggregatorV3 {
    function decimals() external view returns (uint8);
    /// @return roundId The feed's count of its answers.
    /// @return answer The price with `decimals()` digits behind the point; nothing forbids it to be zero or negative.
    /// @return startedAt Start of the round; of an L2 uptime feed: since when the status holds.
    /// @return updatedAt When the answer was written, 0 while a round is incomplete.
    /// @return answeredInRound Deprecated by Chainlink, not read here.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
