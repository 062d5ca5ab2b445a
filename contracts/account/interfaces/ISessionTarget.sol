// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a call spends and touches, for a session's limits.
/// @param amount Money (6 decimals) that leaves the account; a unit that leaves it counts its face value.
/// @param recipient Who else than the account receives; address zero for nobody.
/// @param series Series of the units that it touches.
struct SessionUse {
    uint64 amount;
    address recipient;
    uint32[] series;
}

/// @title Session target
/// @notice A contract with intents that session keys may sign. Without this function no session key signs anything there.
interface ISessionTarget {
    /// @notice What a `…BySig` call of this contract spends and touches; reverts `Sessions_NotOpen` for what no session key may sign.
    /// @param call ABI-encoded call, selector included.
    function sessionUse(bytes calldata call) external view returns (SessionUse memory);
}
