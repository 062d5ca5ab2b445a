// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAggregatorV3} from "./IAggregatorV3.sol";

/// @notice Where the dollar price of an asset comes from and when it is believed.
struct RateFeed {
    IAggregatorV3 feed;
    /// @dev Seconds after which an answer is no longer believed: the publisher's heartbeat and a margin.
    uint32 maxAge;
    /// @dev Farthest distance from `checkFeed`, in basis points of its answer.
    uint16 maxDeviationBps;
    /// @dev Another publisher's feed, or zero where there is none.
    IAggregatorV3 checkFeed;
    /// @dev Rates outside are not believed, whoever publishes them; 8 decimals.
    uint64 low;
    uint64 high;
}

/// @title Rate oracle
/// @notice Dollar rates of money assets from Chainlink-compatible feeds, or a revert that says why there is none (FIA-2). 8 decimals.
/// @dev A rate is refused rather than guessed: there is no last good value. Callers that pay money out re-check within their own bounds.
interface IRateOracle {
    event RateFeedSet(bytes32 indexed asset, RateFeed feed);
    event UptimeFeedSet(IAggregatorV3 feed);

    error RateOracle_NoFeed(bytes32 asset);
    /// @notice Bounds must hold 0 < low <= high, ages and deviations must be set, a feed has at most 18 decimals.
    error RateOracle_BadFeed(bytes32 asset);
    /// @notice The feed does not answer.
    error RateOracle_FeedFailed(IAggregatorV3 feed);
    /// @notice The feed's round is incomplete or its answer is not positive.
    error RateOracle_NoAnswer(IAggregatorV3 feed, int256 answer, uint256 updatedAt);
    error RateOracle_Stale(IAggregatorV3 feed, uint256 updatedAt, uint256 maxAge);
    error RateOracle_OutOfBounds(bytes32 asset, uint256 rate, uint256 low, uint256 high);
    error RateOracle_Deviates(bytes32 asset, uint256 rate, uint256 checkRate, uint256 maxDeviationBps);
    /// @notice The rollup's sequencer is down, or has been back for less than the grace period in which nobody could react.
    error RateOracle_SequencerDown(uint256 statusSince);

    /// @notice Admin: sets or replaces the feed of an asset; a zero `feed.feed` removes it.
    /// @param asset The symbol as bytes32, such as "USDC".
    function setFeed(bytes32 asset, RateFeed calldata feed) external;
    /// @notice Admin: the L2 sequencer's uptime feed (0 up, 1 down); zero on a chain that has none.
    function setUptimeFeed(IAggregatorV3 feed) external;

    function feedOf(bytes32 asset) external view returns (RateFeed memory);
    function uptimeFeed() external view returns (IAggregatorV3);
    /// @notice The dollar rate of an asset.
    /// @return rate Dollars per unit of the asset, 8 decimals, rounded down.
    /// @return updatedAt When the publisher wrote it, unix seconds.
    function rateOf(bytes32 asset) external view returns (uint256 rate, uint256 updatedAt);
}
