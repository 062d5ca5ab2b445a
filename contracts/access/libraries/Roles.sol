// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Roles of the access manager (ACC-7)
/// @notice One id per role, the same on every chain. `ADMIN` is OpenZeppelin's: in production a timelock holds it.
library Roles {
    uint64 internal constant ADMIN = 0;
    uint64 internal constant ISSUER = 1;
    uint64 internal constant MARKET_MAKER = 2;
    uint64 internal constant OPERATOR = 3;
    uint64 internal constant RELAYER = 4;
    uint64 internal constant COMPLIANCE = 5;
    uint64 internal constant ARBITRATOR = 6;
    uint64 internal constant UNDERWRITER = 7;
    uint64 internal constant TREASURER = 8;
    uint64 internal constant GUARDIAN = 9;
    uint64 internal constant AUDITOR = 10;
    /// @notice Renews and releases brakes; never the same holder as `GUARDIAN`.
    uint64 internal constant COUNCIL = 11;
    /// @notice Automation that may brake one account or series for an hour.
    uint64 internal constant SENTINEL = 12;
    /// @notice Lifts a freeze that `COMPLIANCE` set; never the same holder.
    uint64 internal constant COMPLIANCE_REVIEWER = 13;
    /// @notice The registries and controllers of this deployment; the only writers of the core's hot words.
    uint64 internal constant CONTROLLER = 14;
    /// @notice The market watch's key: suspends a market maker below its obligations, a few a day, and nothing else.
    uint64 internal constant MARKET_WATCH = 15;
}
