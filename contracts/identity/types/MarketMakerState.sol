// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Standing of a market maker (TRD-6); the last one absorbs.
library MarketMakerState {
    uint8 internal constant NONE = 0;
    uint8 internal constant ACTIVE = 1;
    uint8 internal constant SUSPENDED = 2;
    uint8 internal constant TERMINATED = 3;
}
