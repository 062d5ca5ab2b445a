// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAggregatorV3} from "./interfaces/IAggregatorV3.sol";
import {IRateOracle, RateFeed} from "./interfaces/IRateOracle.sol";

/// @title Rate oracle
/// @notice Reads dollar rates and refuses those that are old, impossible or contradicted.
contract RateOracle is IRateOracle, AccessManaged {
    uint8 private constant RATE_DECIMALS = 8;
    /// @dev Chainlink's feeds have 8 or 18.
    uint8 private constant MAX_FEED_DECIMALS = 18;
    uint256 private constant BPS = 10_000;
    /// @dev After an outage of the rollup, the time in which people can act before rates count again (Chainlink's own example).
    uint256 private constant GRACE_PERIOD = 1 hours;

    /// @inheritdoc IRateOracle
    IAggregatorV3 public uptimeFeed;

    mapping(bytes32 asset => RateFeed feed) private _feeds;

    constructor(address authority_) AccessManaged(authority_) {}

    // ------------------------------------------------------------------------------------------------------------------------- admin

    /// @inheritdoc IRateOracle
    function setFeed(bytes32 asset, RateFeed calldata feed) external restricted {
        if (address(feed.feed) == address(0)) {
            delete _feeds[asset];
        } else {
            require(_isUsable(feed), RateOracle_BadFeed(asset));
            _feeds[asset] = feed;
        }
        emit RateFeedSet(asset, feed);
    }

    /// @inheritdoc IRateOracle
    function setUptimeFeed(IAggregatorV3 feed) external restricted {
        require(address(feed) == address(0) || address(feed).code.length > 0, RateOracle_FeedFailed(feed));
        uptimeFeed = feed;
        emit UptimeFeedSet(feed);
    }

    // ------------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc IRateOracle
    function feedOf(bytes32 asset) external view returns (RateFeed memory) {
        return _feeds[asset];
    }

    /// @inheritdoc IRateOracle
    function rateOf(bytes32 asset) external view returns (uint256 rate, uint256 updatedAt) {
        RateFeed memory feed = _feeds[asset];
        require(address(feed.feed) != address(0), RateOracle_NoFeed(asset));
        _checkUptime();
        (rate, updatedAt) = _read(asset, feed, feed.feed);
        if (address(feed.checkFeed) != address(0)) _compare(asset, feed, rate);
    }

    // ----------------------------------------------------------------------------------------------------------------------- private

    function _isUsable(RateFeed calldata feed) private view returns (bool) {
        bool isCheckUsable =
            address(feed.checkFeed) == address(0) ||
                (feed.maxDeviationBps > 0 && feed.maxDeviationBps < BPS && feed.checkFeed.decimals() <= MAX_FEED_DECIMALS);
        bool isBounded = feed.low > 0 && feed.low <= feed.high;
        return feed.maxAge > 0 && isBounded && isCheckUsable && feed.feed.decimals() <= MAX_FEED_DECIMALS;
    }

    function _checkUptime() private view {
        if (address(uptimeFeed) == address(0)) return;
        (int256 status, uint256 startedAt, ) = _latest(uptimeFeed);
        bool isUp = status == 0 && startedAt != 0 && startedAt <= block.timestamp;
        require(isUp && block.timestamp - startedAt >= GRACE_PERIOD, RateOracle_SequencerDown(startedAt));
    }

    function _compare(bytes32 asset, RateFeed memory feed, uint256 rate) private view {
        (uint256 checkRate, ) = _read(asset, feed, feed.checkFeed);
        uint256 distance = rate > checkRate ? rate - checkRate : checkRate - rate;
        bool isNear = distance * BPS <= checkRate * feed.maxDeviationBps;
        require(isNear, RateOracle_Deviates(asset, rate, checkRate, feed.maxDeviationBps));
    }

    /// @dev An answer from the future is as little believed as an old one.
    function _read(bytes32 asset, RateFeed memory feed, IAggregatorV3 source) private view returns (uint256 rate, uint256 updatedAt) {
        int256 answer;
        (answer, , updatedAt) = _latest(source);
        require(answer > 0 && updatedAt != 0, RateOracle_NoAnswer(source, answer, updatedAt));
        bool isFresh = updatedAt <= block.timestamp && block.timestamp - updatedAt <= feed.maxAge;
        require(isFresh, RateOracle_Stale(source, updatedAt, feed.maxAge));
        // An int256 that is positive fits.
        rate = _scale(uint256(answer), source.decimals());
        require(rate >= feed.low && rate <= feed.high, RateOracle_OutOfBounds(asset, rate, feed.low, feed.high));
    }

    function _latest(IAggregatorV3 feed) private view returns (int256 answer, uint256 startedAt, uint256 updatedAt) {
        try feed.latestRoundData() returns (uint80, int256 answer_, uint256 startedAt_, uint256 updatedAt_, uint80) {
            return (answer_, startedAt_, updatedAt_);
        } catch {
            revert RateOracle_FeedFailed(feed);
        }
    }

    /// @dev Rounds down; an absurd answer of few decimals saturates and fails the bounds instead of overflowing.
    function _scale(uint256 answer, uint8 decimals) private pure returns (uint256) {
        if (decimals >= RATE_DECIMALS) return answer / 10 ** (decimals - RATE_DECIMALS);
        return Math.saturatingMul(answer, 10 ** (RATE_DECIMALS - decimals));
    }
}
