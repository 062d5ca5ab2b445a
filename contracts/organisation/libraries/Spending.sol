// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a rule has let through, as it counts today.
struct Spent {
    uint208 level;
    uint48 since;
}

/// @title Spending
/// @notice Amounts of the last 24 hours, so that a payment cut in pieces needs what the whole would.
/// @dev The level falls in a straight line to nothing in 24 hours from the last addition. While no addition takes it above a band, no 24
/// hours let through more than twice the band: what falls off in a day is at most one band, and what is left is at most another.
library Spending {
    uint256 private constant WINDOW = 24 hours;

    /// @notice What still counts at `time`, rounded up: in the organisation's favour.
    function levelAt(Spent memory spent, uint256 time) internal pure returns (uint256) {
        uint256 elapsed = time - spent.since;
        if (elapsed >= WINDOW) return 0;
        return (uint256(spent.level) * (WINDOW - elapsed) + WINDOW - 1) / WINDOW;
    }
}
