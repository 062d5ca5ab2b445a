// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice `Unit.status`; the last three absorb.
library UnitStatus {
    uint8 internal constant ACTIVE = 0;
    uint8 internal constant REDEEMED = 1;
    uint8 internal constant REFUNDED = 2;
    uint8 internal constant RECALLED = 3;
}

/// @notice `ProfileIdentity.state`.
library AccountState {
    uint8 internal constant ACTIVE = 0;
    /// @dev May sell, redeem and leave.
    uint8 internal constant RESTRICTED = 1;
    uint8 internal constant FROZEN = 2;
    /// @dev May leave.
    uint8 internal constant CLOSED = 3;
}

/// @notice Status of an issuer word.
library IssuerStatus {
    uint8 internal constant NONE = 0;
    uint8 internal constant PENDING = 1;
    uint8 internal constant ACTIVE = 2;
    uint8 internal constant SUSPENDED = 3;
    uint8 internal constant TERMINATED = 4;
}

/// @notice `SeriesTerms.flags`.
library SeriesFlags {
    uint16 internal constant SECURITY = 1;
    uint16 internal constant TRANSFERABLE = 2;
    uint16 internal constant AT_RISK = 4;
    uint16 internal constant BRAKE_HINT = 8;
}

/// @notice `TradingKey.kind`.
library KeyKind {
    uint8 internal constant SECP256K1 = 0;
    uint8 internal constant P256 = 1;
}
