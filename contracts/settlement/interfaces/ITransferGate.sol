// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Transfer gate
/// @notice What the law may change: asked before value passes from one person to another, never on an exit to the owner, a refund or a trade.
interface ITransferGate {
    error Gate_LevelTooLow(address account, uint8 level);
    error Gate_AccountState(address account, uint8 state);
    error Gate_Sanctioned(address account);

    /// @notice Reverts when the transfer may not happen.
    /// @param value Money units: the amount, or face value x units.
    /// @param data Attestations, as the gate in force wants them.
    function check(address from, address to, uint256 value, bytes calldata data) external;
}
